import copy
from typing import Any

from torch import nn


class Wrapper(nn.Module):
    def __init__(self, layers, registry, proto, cfg: Any, **branches):
        super().__init__()
        # without an annotation nothing says that these are modules
        self.layers = layers
        self.list = list(layers)
        self.made = [registry[k](2) for k in ("a", "b")]
        self.clones = [copy.deepcopy(proto) for _ in range(2)]
        self.branches = branches
        self.pair = [layers[0], layers[-1]]
        self.parts = {name: cfg.build(name) for name in ("x", "y")}
        self.queue = []
        self.queue.append(registry["a"](1))
        self.names: list[nn.Module] = []


def hook_of(module: nn.Module, name, local=True) -> nn.Module:
    if not local:
        return (module, name)
    return getattr(module, name)


class Hooked(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.hooks = {}
        for name in ("register_forward_hook", "register_forward_pre_hook"):
            self.hooks[name] = hook_of(model, name)


# build: Hooked(nn.Linear(1, 1))
# build: Wrapper([1, 2], {"a": abs, "b": abs}, [3], types.SimpleNamespace(build=len), branch=4)
