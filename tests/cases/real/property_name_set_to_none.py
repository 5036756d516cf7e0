from torch import nn


class Wrapper(nn.Module):
    def __init__(self, module):
        super().__init__()
        self.original_module = module


class TokensWrapper(Wrapper):
    """The child is thrown away again on purpose: the property reads another one."""

    def __init__(self, module: nn.Module):
        super().__init__(module)
        self.adapter = nn.Sequential(module)
        self.original_module = None

    @property
    def original_module(self):
        return self.adapter[0]


m = TokensWrapper(nn.Linear(2, 2))
assert list(m.state_dict()) == ["adapter.0.weight", "adapter.0.bias"]
