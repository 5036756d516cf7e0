import os
import sys

import torch.nn as nn


class Checked(nn.Module):
    def __init__(self, width):
        if width > 0:
            super().__init__()
        else:
            sys.exit("width must be positive")
        self.layer = nn.Linear(width, width)


class Asked(nn.Module):
    def __init__(self, width):
        if width < 0:
            os._exit(1)
        elif width == 0:
            exit()
        else:
            super().__init__()
        self.layer = nn.Linear(width, width)


# build: Checked(2)
# build: Asked(2)
