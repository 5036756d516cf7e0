"""What a base in another file does after construction says nothing of a tensor."""
import torch

from base import Base


class Child(Base):
    def __init__(self):
        super().__init__()
        self.mask = torch.ones(3)  # expect: TSM101
