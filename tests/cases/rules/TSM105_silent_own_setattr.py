from torch import nn


class AutoList(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.layers = [nn.Linear(2, 2) for _ in range(depth)]  # __setattr__ makes a ModuleList of it
        self.heads = {"a": nn.Linear(2, 1)}

    def __setattr__(self, name, value):
        if isinstance(value, list) and value and isinstance(value[0], nn.Module):
            value = nn.ModuleList(value)
        elif isinstance(value, dict) and value and all(isinstance(v, nn.Module) for v in value.values()):
            value = nn.ModuleDict(value)
        super().__setattr__(name, value)


class Child(AutoList):
    def __init__(self):
        super().__init__()
        self.more = [nn.Conv1d(1, 1, 1)]  # inherits it


class Growing(nn.ModuleList):
    def __init__(self, n=2):
        super().__init__()
        for _ in range(n):
            self.append(nn.Linear(1, 1))
        self.extend([nn.Linear(1, 1)])
        self += [nn.Linear(2, 2)]


# build: AutoList()
# build: Child()
# build: Growing()
