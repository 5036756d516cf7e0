"""Names that a base of another library has taken: its methods, and what its constructor sets."""
import lightning as L
import torch
from timm.models.vision_transformer import VisionTransformer


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.register_buffer("log", torch.zeros(1))  # expect: TSM201


class Wide(VisionTransformer):
    def __init__(self, **options):
        super().__init__(**options)
        self.register_buffer("embed_dim", torch.zeros(1))  # expect: TSM201
