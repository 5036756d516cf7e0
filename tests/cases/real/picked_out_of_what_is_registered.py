from torch import nn


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)


class Boundary(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.ends = []
        self.find()

    def find(self):
        found = [module for _, module in self.model.named_modules() if isinstance(module, Layer)]
        if not found:
            self.ends = []
            return
        first, last = found[0], found[-1]
        self.ends = [first, last]  # both are the model's own


class Annotated(nn.Module):
    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        found = [module for module in model.modules() if isinstance(module, Layer)]
        self.ends = [found[0], found[-1]]


class Tower(nn.Module):
    def __init__(self, depth):
        super().__init__()
        layers = [nn.Linear(1, 1) for _ in range(depth)]
        self.layers = nn.ModuleList(layers)
        self.ends = (layers[0], layers[1])


class Loose(nn.Module):
    def __init__(self, depth):
        super().__init__()
        layers = [nn.Linear(1, 1) for _ in range(depth)]
        self.ends = (layers[0], layers[1])  # expect: TSM105


model = nn.Sequential(Layer(), Layer())
for holder in (Boundary(model), Annotated(model), Tower(3)):
    parameters = {id(parameter) for parameter in holder.parameters()}
    assert all(id(parameter) in parameters for end in holder.ends for parameter in end.parameters())
assert not list(Loose(3).parameters())
