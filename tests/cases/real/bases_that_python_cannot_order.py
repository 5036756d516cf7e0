from torch import nn

# Python refuses the last two classes: Layer stands before what derives from it. Whoever generates code out of
# such a file mends that; nothing is to be said of initialisation.


class Layer(nn.Module):
    checkpointing = False


class Block(Layer):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)


class FastBlock(Layer, Block): ...


class SubsamplingBlock(FastBlock):
    def __init__(self, width):
        super().__init__(width)
        self.pool = nn.AvgPool1d(2)
