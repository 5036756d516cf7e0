import torch
import torch.nn as nn


class Finetune(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.head = nn.Linear(dim, 1000)
        del self.head  # the author drops it knowingly
        self.head = nn.Linear(dim, classes)
        self.neck = nn.Linear(dim, dim)
        delattr(self, "neck")
        self.add_module("neck", nn.Identity())
        self.register_buffer("mean", torch.zeros(dim))
        del self._buffers["mean"]
        self.register_buffer("mean", torch.ones(dim))


class Once(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        if not hasattr(self, "proj"):
            self.proj = nn.Linear(dim, 1)


# build: Finetune(2, 3)
# build: Once(2)
