import torch
import torch.nn as nn


def block(n_in, n_out, norm=True):
    layers = [nn.Conv2d(n_in, n_out, 4, 2, 1, bias=not norm)]
    if norm:
        layers.append(nn.BatchNorm2d(n_out))
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    return layers


class Discriminator(nn.Module):
    def __init__(self, channels=3, base=4):
        super().__init__()
        self.model = nn.Sequential(*block(channels, base, norm=False), *block(base, base * 2))
        self.head = nn.Conv2d(base * 2, 1, 1)

    def forward(self, image):
        return self.head(self.model(image)).mean((1, 2, 3))


class Generator(nn.Module):
    def __init__(self, latent=8, channels=3):
        super(Generator, self).__init__()
        self.latent = latent
        self.project = nn.Sequential(nn.Linear(latent, 4 * 4 * 4), nn.Unflatten(1, (4, 4, 4)))
        up = [nn.ConvTranspose2d(4, 4, 4, 2, 1), nn.ReLU(), nn.Conv2d(4, channels, 3, padding=1)]
        self.up = nn.Sequential(*up)

    def forward(self, z):
        return torch.tanh(self.up(self.project(z)))


class Gan(nn.Module):
    def __init__(self, latent=8, lambdas=(1.0, 10.0)):
        super().__init__()
        self.generator = Generator(latent)
        self.discriminators = nn.ModuleDict({"real": Discriminator(), "patch": Discriminator(base=2)})
        self.criterion = nn.BCEWithLogitsLoss()
        self.lambdas = list(lambdas)
        self.register_buffer("fixed_noise", torch.randn(2, latent))
        self.names = [name for name, _ in self.named_children()]

    def forward(self):
        fake = self.generator(self.fixed_noise)
        scores = [net(fake) for net in self.discriminators.values()]
        return sum(w * self.criterion(s, torch.ones_like(s)) for w, s in zip(self.lambdas, scores))


# build: net = Gan(); net(); net
