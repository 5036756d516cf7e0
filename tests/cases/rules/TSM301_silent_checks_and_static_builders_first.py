from torch import nn


class Mlp(nn.Module):
    def __init__(self, sizes, act=nn.ReLU, name=None):
        if len(sizes) < 2:
            raise ValueError("an MLP needs two sizes")
        # the class and a static method build locals: nothing is stored on self yet
        layers = self.make_layers(sizes, act)
        self.label = name or type(self).__name__
        super().__init__()
        self.net = nn.Sequential(*layers)

    @staticmethod
    def make_layers(sizes, act):
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers.extend([nn.Linear(n_in, n_out), act()])
        return layers[:-1]

    def forward(self, x):
        return self.net(x)


# build: Mlp([2, 3, 1])(torch.ones(1, 2))
# build: Mlp([2, 1], nn.Tanh, "tiny")
