from typing import Mapping, Sequence

from torch import nn


class PathDict(nn.Module):
    def __init__(self, paths: Mapping[str, nn.Module] | None = None, more: Sequence[nn.Module] | None = None):
        super().__init__()
        self.paths = paths if isinstance(paths, nn.ModuleDict) else nn.ModuleDict({} if paths is None else paths)
        self.more = more if isinstance(more, nn.ModuleList) else nn.ModuleList([] if more is None else more)


class Plain(nn.Module):
    def __init__(self, paths: Mapping[str, nn.Module] | None = None):
        super().__init__()
        self.paths = paths  # expect: TSM105


PathDict({"a": nn.Linear(2, 2)}, [nn.Linear(2, 2)])
