import copy
from copy import deepcopy
from typing import Dict, List, Optional, Sequence

from torch import nn


def get_clones(module: nn.Module, n: int):
    return [copy.deepcopy(module) for _ in range(n)]


class Stack(nn.Module):
    def __init__(
        self,
        layer: nn.Module,
        experts: list[nn.Module],
        heads: "Dict[str, nn.Linear]",
        adapters: Optional[List[nn.Module]] = None,
        *extra: nn.Module,
        tails: Sequence[nn.Sequential] = (),
    ):
        super().__init__()
        self.layers = get_clones(layer, 2)  # expect: TSM105
        self.copies = [deepcopy(layer) for _ in range(2)]  # expect: TSM105
        self.experts = experts  # expect: TSM105
        self.heads = heads  # expect: TSM105
        self.adapters = adapters  # expect: TSM105
        self.extra = extra  # silent: of *extra there may be none
        self.tails = tuple(tails)  # expect: TSM105
        self._template = [layer]  # one borrowed module, hidden on purpose


# build: Stack(nn.Linear(1, 1), [nn.Linear(1, 1)], {"a": nn.Linear(1, 1)}, [nn.Linear(2, 2)])
# build: Stack(nn.Linear(1, 1), [], {}, None, nn.Linear(1, 2), tails=[nn.Sequential(nn.Linear(1, 1))])
# build: Stack(nn.Linear(1, 1), [], {})
