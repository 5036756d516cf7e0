try:
    import torch as th
    import torch.nn as tnn
    from torch import zeros as z
except ImportError:
    raise

if True:
    from torch.nn import Module as Base


class Memory(Base):
    def __init__(self, slots, width):
        super(Memory, self).__init__()
        from torch import arange

        import torch.nn.functional as func

        self.keys = z(slots, width)  # expect: TSM101
        self.ages = arange(slots)  # expect: TSM101
        self.read = func.softmax(th.ones(slots), dim=0)  # expect: TSM101


class Bag(tnn.EmbeddingBag):
    def __init__(self):
        tnn.EmbeddingBag.__init__(self, 4, 2)
        self.frequency = th.ones(4)  # expect: TSM101


# build: Memory(2, 3)
# build: Bag()
