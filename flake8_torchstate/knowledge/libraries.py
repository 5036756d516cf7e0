"""Which classes of other libraries are nn.Modules, by dotted name.

The linter's environment usually lacks these libraries, so their public bases are known by name.
"""
from __future__ import annotations

BASES = frozenset("""
lightning.LightningModule lightning.pytorch.LightningModule pytorch_lightning.LightningModule
lightning.pytorch.core.LightningModule pytorch_lightning.core.LightningModule
lightning.pytorch.core.module.LightningModule pytorch_lightning.core.module.LightningModule
transformers.PreTrainedModel transformers.modeling_utils.PreTrainedModel
diffusers.ModelMixin diffusers.models.modeling_utils.ModelMixin
torch_geometric.nn.MessagePassing torch_geometric.nn.conv.MessagePassing
torchmetrics.Metric torchmetrics.metric.Metric torchmetrics.MetricCollection
gpytorch.Module gpytorch.module.Module gpytorch.models.ExactGP gpytorch.models.ApproximateGP gpytorch.kernels.Kernel
pyro.nn.PyroModule pyro.nn.module.PyroModule
torch.jit.ScriptModule
mmengine.model.BaseModule mmengine.model.BaseModel
""".split())


def is_module(path: str) -> bool:
    """Whether a dotted name of another library is a class that derives from nn.Module."""
    return path in BASES or (path.startswith("torchmetrics.") and path.split(".")[-1][:1].isupper())
