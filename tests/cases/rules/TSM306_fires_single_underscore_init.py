from torch import nn


class Discriminator(nn.Module):
    def _init_(self):  # expect: TSM306
        super(Discriminator, self)._init_()
        self.main = nn.Sequential(
            nn.Linear(4, 2),
            nn.LeakyReLU(0.2),
            nn.Linear(2, 1),
        )

    def forward(self, x):
        return self.main(x)


# build: Discriminator()
