from typing import Optional

import torch
from torch import Tensor, nn


def maybe_num_nodes(edge_index: Tensor, num_nodes: Optional[int] = None) -> int:
    if num_nodes is not None:
        return num_nodes
    elif isinstance(edge_index, Tensor):
        if torch.jit.is_tracing():
            tmp = torch.concat([edge_index.view(-1), edge_index.new_full((1,), fill_value=-1)])
            return tmp.max() + 1  # type: ignore
        return int(edge_index.max()) + 1 if edge_index.numel() > 0 else 0
    raise NotImplementedError


class Node2Vec(nn.Module):
    def __init__(self, edge_index: Tensor, num_nodes: Optional[int] = None):
        super().__init__()
        self.num_nodes = maybe_num_nodes(edge_index, num_nodes)


assert isinstance(Node2Vec(torch.ones(2)).num_nodes, int)
