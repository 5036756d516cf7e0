from torch import nn


class Activations(nn.Module):
    """Layers without parameters, buffers or a train flag lose nothing in a list."""

    def __init__(self, depth=2):
        super().__init__()
        self.acts = [nn.ReLU(), nn.GELU(), nn.Tanh()]
        self.pools = {"max": nn.MaxPool2d(2), "avg": nn.AvgPool2d(2), "any": nn.AdaptiveAvgPool2d(1)}
        self.losses = [nn.MSELoss(), nn.L1Loss(reduction="none"), nn.CrossEntropyLoss()]
        self.skips = [nn.Identity() for _ in range(depth)]
        self.shapes = (nn.Flatten(), nn.Unflatten(1, (1, 2)), nn.Upsample(scale_factor=2))
        self.pads = []
        for i in range(depth):
            self.pads.append(nn.ZeroPad2d(i))
        self.final = [nn.Sequential(nn.ReLU(), nn.Flatten()), nn.Softmax(dim=-1)]
        self.shuffle = {2: nn.PixelShuffle(2)}
        self.distance = [nn.CosineSimilarity(), nn.PairwiseDistance()]


# build: Activations()
