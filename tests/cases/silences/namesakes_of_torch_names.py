"""Names that look like torch's and are this file's own."""
from types import SimpleNamespace


class Tensor(list):
    def cuda(self):
        return self


class Module:
    def __init__(self, **options):
        self.options = options

    def register_parameter(self, name, value):
        setattr(self, name or "unnamed", value)


def Linear(n_in, n_out):
    return Tensor([0.0] * n_in * n_out)


nn = SimpleNamespace(Module=Module, Linear=Linear, Parameter=Tensor)
torch = SimpleNamespace(zeros=lambda *shape: Tensor(shape), nn=nn)


class Net(nn.Module):
    # nn is the namespace above
    def __init__(self, dim):
        self.first = nn.Linear(dim, dim)
        self.layers = [nn.Linear(dim, dim), nn.Linear(dim, dim)]
        super().__init__(dim=dim)
        self.mask = torch.zeros(dim)
        self.weights = [nn.Parameter([1.0]), nn.Parameter([2.0])]
        self.register_parameter("a.b", 3)
        self.scale = nn.Parameter([1, 2]).cuda()


class Other(Module):
    def __init__(self):
        self.buffer = torch.zeros(2)
        self.register_parameter("", [1, 2])


# build: Net(2)
# build: Other()
