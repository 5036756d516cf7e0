"""Classes for a Lightning before 2.0, which had other names: each has a hook that 2.0 refuses or no longer calls."""
from pytorch_lightning import LightningModule


class Hooked(LightningModule):
    def __init__(self, hparams):
        super().__init__()
        self.hparams = hparams
        self.global_rank = 0

    def validation_epoch_end(self, outputs):
        return outputs


class Base(LightningModule):
    def test_epoch_end(self, outputs):
        return outputs


class Derived(Base):
    def __init__(self):
        super().__init__()
        self.local_rank = 0


class Ended(LightningModule):
    def __init__(self, hparams):
        super().__init__()
        self.hparams = hparams

    def validation_end(self, outputs):
        return outputs
