from torch import nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm


class Discriminator(nn.Module):
    def __init__(self, channels=2):
        super().__init__()
        # the new object is made of the old one
        self.conv = nn.Conv1d(channels, channels, 3)
        self.conv = weight_norm(self.conv)
        self.post = nn.Linear(channels, 1)
        self.post = spectral_norm(module=self.post)
        self.body = nn.Linear(channels, channels)
        self.body = nn.Sequential(self.body, nn.LeakyReLU())
        self.body = nn.Sequential(*[self.body, nn.Flatten()])
        self.gain = nn.Parameter(self.post.bias.detach().clone())
        self.gain = nn.Parameter(self.gain.data * 0.1)
        setattr(self, "conv", nn.ModuleList([self.conv]))


# build: Discriminator()
