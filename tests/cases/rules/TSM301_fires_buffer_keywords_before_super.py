import torch


class Normalize(torch.nn.Module):
    """Per-channel normalisation of images."""

    def __init__(self, mean=(0.48, 0.45, 0.40), std=(0.22, 0.22, 0.22)):
        self.channels = len(mean)
        self.register_buffer(tensor=torch.tensor(mean).view(-1, 1, 1), name="mean")  # expect: TSM301
        self.register_buffer(tensor=torch.tensor(std).view(-1, 1, 1), name="std")
        torch.nn.Module.__init__(self)

    def forward(self, image):
        return (image - self.mean) / self.std


# build: Normalize()
# build: Normalize(mean=(0.5,), std=(0.5,))
