"""Which names of other libraries are Modules, for facts that were checked in the libraries' own sources."""
from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_torchstate.knowledge import libraries, library_attributes, library_packages

MODULES = """
lightning.LightningModule
lightning.pytorch.LightningModule
lightning.pytorch.core.LightningModule
lightning.pytorch.core.module.LightningModule
lightning.pytorch.demos.boring_classes.BoringModel
pytorch_lightning.LightningModule
pytorch_lightning.core.LightningModule
pytorch_lightning.core.module.LightningModule
transformers.PreTrainedModel
transformers.modeling_utils.PreTrainedModel
transformers.BertModel
transformers.models.bert.BertModel
transformers.models.bert.modeling_bert.BertModel
transformers.models.bert.modeling_bert.BertSelfAttention
transformers.BertPreTrainedModel
transformers.LlamaForCausalLM
transformers.models.llama.modeling_llama.LlamaRMSNorm
transformers.LayoutLMv2Model
diffusers.ModelMixin
diffusers.models.modeling_utils.ModelMixin
diffusers.UNet2DConditionModel
diffusers.models.AutoencoderKL
diffusers.models.attention_processor.Attention
timm.layers.DropPath
timm.models.layers.DropPath
timm.models.vision_transformer.VisionTransformer
timm.models.VisionTransformer
timm.loss.LabelSmoothingCrossEntropy
torchvision.models.ResNet
torchvision.models.resnet.Bottleneck
torchvision.ops.MLP
torchvision.models.detection.FasterRCNN
torchvision.transforms.Normalize
torchvision.transforms.v2.Compose
torchvision.transforms.v2.ToTensor
torchaudio.transforms.MelSpectrogram
torchaudio.models.Wav2Vec2Model
torchaudio.models.Conformer
torchmetrics.Metric
torchmetrics.metric.Metric
torchmetrics.MetricCollection
torchmetrics.Accuracy
torchmetrics.classification.MulticlassF1Score
torchmetrics.image.StructuralSimilarityIndexMeasure
torch_geometric.nn.MessagePassing
torch_geometric.nn.conv.MessagePassing
torch_geometric.nn.conv.message_passing.MessagePassing
torch_geometric.nn.GCNConv
torch_geometric.nn.models.GraphSAGE
torch_geometric.nn.aggr.MeanAggregation
kornia.losses.SSIMLoss
kornia.augmentation.RandomHorizontalFlip
kornia.feature.HardNet
kornia.filters.GaussianBlur2d
monai.networks.nets.UNet
monai.networks.nets.unet.UNet
monai.networks.nets.Generator
monai.losses.DiceLoss
gpytorch.Module
gpytorch.models.ExactGP
gpytorch.kernels.RBFKernel
gpytorch.means.ConstantMean
gpytorch.likelihoods.GaussianLikelihood
gpytorch.mlls.ExactMarginalLogLikelihood
gpytorch.constraints.Positive
gpytorch.priors.GammaPrior
botorch.models.SingleTaskGP
botorch.acquisition.ExpectedImprovement
pyro.nn.PyroModule
pyro.nn.module.PyroModule
pyro.infer.autoguide.AutoNormal
pyro.contrib.gp.kernels.Exponential
segmentation_models_pytorch.Unet
segmentation_models_pytorch.base.SegmentationModel
segmentation_models_pytorch.losses.DiceLoss
speechbrain.nnet.RNN.LSTM
speechbrain.nnet.CNN.Conv1d
speechbrain.lobes.models.ECAPA_TDNN.ECAPA_TDNN
speechbrain.nnet.containers.Sequential
fairseq2.nn.Linear
fairseq2.nn.Projection
open_clip.CLIP
open_clip.model.VisionTransformer
x_transformers.Decoder
x_transformers.TransformerWrapper
x_transformers.x_transformers.Attention
peft.PeftModel
peft.LoraModel
peft.tuners.lora.LoraModel
peft.tuners.lora.layer.Linear
mmengine.model.BaseModule
mmengine.model.BaseModel
mmengine.model.base_model.base_model.BaseModel
mmdet.models.detectors.BaseDetector
pytorch3d.renderer.MeshRenderer
detectron2.modeling.Backbone
einops.layers.torch.Rearrange
sentence_transformers.SentenceTransformer
fastai.layers.SelfAttention
torchrl.modules.MLP
tensordict.nn.TensorDictModule
torch.nn.Linear
torch.nn.parallel.DistributedDataParallel
torch.jit.ScriptModule
torch.fx.GraphModule
torch.distributed.fsdp.FullyShardedDataParallel
""".split()

OTHERS = """
lightning.LightningDataModule
lightning.Trainer
lightning.Callback
lightning.pytorch.callbacks.ModelCheckpoint
pytorch_lightning.LightningDataModule
pytorch_lightning._graveyard.core.LightningModule
transformers.PretrainedConfig
transformers.PreTrainedConfig
transformers.BertConfig
transformers.AutoModel
transformers.AutoTokenizer
transformers.Trainer
transformers.TrainingArguments
transformers.BertTokenizer
transformers.Wav2Vec2FeatureExtractor
transformers.modeling_outputs.BaseModelOutput
transformers.utils.ModelOutput
transformers.models.bert.modeling_bert.torch
transformers.BertModel.config_class
diffusers.DDPMScheduler
diffusers.schedulers.DDIMScheduler
diffusers.DiffusionPipeline
diffusers.StableDiffusionPipeline
diffusers.schedulers.KarrasDiffusionSchedulers
diffusers.schedulers.scheduling_utils.KarrasDiffusionSchedulers.DDPMScheduler
diffusers.ConfigMixin
timm.create_model
timm.data.Mixup
timm.data.ImageDataset
timm.optim.Lookahead
timm.scheduler.CosineLRScheduler
torchvision.datasets.CIFAR10
torchvision.transforms.Compose
torchvision.transforms.ToTensor
torchvision.models.ResNet50_Weights
torchvision.io.ImageReadMode
torchaudio.datasets.SPEECHCOMMANDS
torchmetrics.functional.accuracy
torchmetrics.utilities.enums.AverageMethod
torch_geometric.data.Data
torch_geometric.data.InMemoryDataset
torch_geometric.loader.DataLoader
torch_geometric.transforms.Distance
kornia.geometry.boxes.Boxes
kornia.constants.Resample
monai.data.Dataset
monai.transforms.Compose
monai.engines.Trainer
gpytorch.distributions.MultivariateNormal
gpytorch.settings.fast_pred_var
linear_operator.operators.DenseLinearOperator
botorch.posteriors.GPyTorchPosterior
pyro.distributions.Exponential
pyro.distributions.Normal
pyro.nn.PyroParam
pyro.nn.PyroSample
pyro.optim.PyroOptim
segmentation_models_pytorch.datasets.OxfordPetDataset
speechbrain.Brain
speechbrain.lobes.models.ECAPA_TDNN
speechbrain.dataio.dataset.DynamicItemDataset
fairseq2.datasets.SequenceBatch
open_clip.create_model
peft.LoraConfig
peft.PeftType
mmengine.Config
mmengine.runner.Runner
einops.rearrange
einops.layers.keras.Rearrange
sentence_transformers.InputExample
torch.utils.data.Dataset
torch.optim.Adam
torch.distributions.Normal
torch.fx.Graph
torch.nn.functional.linear
numpy.ndarray
flax.linen.Module
mylib.BertModel
transformers
torchmetrics
""".split()


@pytest.mark.parametrize("path", MODULES)
def test_modules(path: str) -> None:
    assert libraries.is_module(path)


@pytest.mark.parametrize("path", OTHERS)
def test_others(path: str) -> None:
    assert not libraries.is_module(path)


def test_old_paths_are_known() -> None:
    """Names that the newest version has lost, and files that moved."""
    assert libraries.is_module("pytorch_lightning.core.lightning.LightningModule")
    assert libraries.is_module("transformers.modeling_bert.BertModel")
    assert libraries.is_module("transformers.models.bert.modeling_bert.BertSdpaSelfAttention")
    assert libraries.is_module("timm.models.layers.drop.DropPath")


def test_named_after_its_base() -> None:
    assert libraries.is_module("company.training.BaseLightningModule")
    assert not libraries.is_module("company.training.LightningDataModule")
    assert not libraries.is_module("company.models.BasePreTrainedModel")
    assert not libraries.is_module("LightningModule")


def test_own_setattr() -> None:
    """Only where a plain tensor doesn't end up as a plain attribute."""
    assert libraries.has_own_setattr("lightning.fabric.wrappers._FabricModule")
    assert libraries.has_own_setattr("torch._dynamo.eval_frame.OptimizedModule")
    assert libraries.has_own_setattr("pytorch3d.renderer.utils.TensorAccessor")
    for path in ("pyro.nn.PyroModule", "torchmetrics.Metric", "gpytorch.priors.NormalPrior",
                 "torch.jit.ScriptModule", "lightning.LightningModule", "torch.nn.Module", "numpy.ndarray"):
        assert not libraries.has_own_setattr(path)


def test_moves() -> None:
    assert libraries.moves("pytorch3d.renderer.utils.TensorProperties")
    assert libraries.moves("pytorch3d.renderer.PointLights")
    assert libraries.moves("pytorch3d.renderer.cameras.FoVPerspectiveCameras")
    for path in ("torchmetrics.Metric", "transformers.PreTrainedModel", "gpytorch.models.ExactGP",
                 "lightning.LightningModule", "kornia.augmentation.RandomHorizontalFlip", "numpy.ndarray"):
        assert not libraries.moves(path)


def test_moved_names() -> None:
    assert libraries.moved_names("gpytorch.models.ExactGP") == {"train_inputs", "train_targets"}
    assert libraries.moved_names("botorch.models.SingleTaskGP") == {"train_inputs", "train_targets"}
    assert libraries.moved_names("gpytorch.constraints.Positive") == {"lower_bound", "upper_bound"}
    assert libraries.moved_names("torchmetrics.Metric") == frozenset()
    assert libraries.moved_names("numpy.ndarray") == frozenset()


def test_registrars() -> None:
    assert libraries.registrars("torchmetrics.Metric") == {"add_state": "{}"}
    assert libraries.registrars("torchmetrics.classification.MulticlassF1Score") == {"add_state": "{}"}
    assert libraries.registrars("gpytorch.kernels.RBFKernel")["register_constraint"] == "{}_constraint"
    assert libraries.registrars("gpytorch.kernels.RBFKernel")["register_prior"] == "{}"
    assert libraries.registrars("lightning.LightningModule") == {}
    assert libraries.registrars("numpy.ndarray") == {}


def test_initialised_early() -> None:
    assert libraries.initialises_early("fastai.torch_core.Module")
    assert libraries.initialises_early("fastai.layers.Module")
    assert not libraries.initialises_early("lightning.LightningModule")
    assert not libraries.initialises_early("numpy.ndarray")


@pytest.mark.parametrize(("path", "base"), [
    ("lightning.pytorch.core.module.LightningModule", "lightning.LightningModule"),
    ("pytorch_lightning.LightningModule", "pytorch_lightning.LightningModule"),
    ("transformers.BertForMaskedLM", "transformers.PreTrainedModel"),
    ("diffusers.UNet2DConditionModel", "diffusers.ModelMixin"),
    ("torchmetrics.Accuracy", "torchmetrics.Metric"),
    ("torch_geometric.nn.GATConv", "torch_geometric.nn.MessagePassing"),
    ("gpytorch.kernels.RBFKernel", "gpytorch.kernels.Kernel"),
    ("torch.fx.graph_module.GraphModule", "torch.fx.GraphModule"),
    ("transformers.models.bert.modeling_bert.BertSelfAttention", None),
    ("torch.nn.Linear", None),
    ("numpy.ndarray", None),
])
def test_bases(path: str, base: str | None) -> None:
    assert libraries.base_of(path) == base


def test_names() -> None:
    lightning = libraries.names_of("lightning.LightningModule")
    assert lightning is not None
    assert {"log", "trainer", "device", "hparams", "training_step", "configure_optimizers"} <= lightning
    assert "forward" not in lightning and "register_buffer" not in lightning  # nn.Module has them
    bert = libraries.names_of("transformers.BertForMaskedLM")
    assert bert is not None and {"dtype", "device", "save_pretrained"} <= bert
    metric = libraries.names_of("torchmetrics.Metric")
    assert metric is not None and {"update", "compute", "reset", "add_state", "device"} <= metric
    convolution = libraries.names_of("torch_geometric.nn.GCNConv")
    assert convolution is not None and {"propagate", "message", "update", "aggregate"} <= convolution
    assert libraries.names_of("torch.nn.Linear") is None
    assert libraries.names_of("numpy.ndarray") is None


def test_kinds_of_names() -> None:
    """As gpytorch 1.15, torchmetrics 1.9, lightning 2.6 and timm 1.0 show it when they are imported."""
    kernel = library_attributes.attribute_kinds("gpytorch.kernels.RBFKernel")
    assert (kernel["lengthscale"], kernel["raw_lengthscale"], kernel["is_stationary"]) == ("s", "P", "p")
    assert library_attributes.attribute_kinds("gpytorch.kernels.Kernel")["lengthscale"] == "s"
    likelihood = library_attributes.attribute_kinds("gpytorch.likelihoods.GaussianLikelihood")
    assert (likelihood["noise"], likelihood["noise_covar"]) == ("s", "M")
    lightning = library_attributes.attribute_kinds("lightning.pytorch.LightningModule")
    assert [lightning[n] for n in ("hparams", "device", "logger", "example_input_array", "log")] == list("pppsc")
    transformer = library_attributes.attribute_kinds("timm.models.vision_transformer.VisionTransformer")
    assert (transformer["pos_embed"], transformer["blocks"], transformer["embed_dim"]) == ("P?", "M", "a")
    assert library_attributes.attribute_kinds("torchmetrics.aggregation.MeanMetric")["mean_value"] == "?"
    assert library_attributes.attribute_kinds("transformers.BertForMaskedLM")["device"] == "p"
    for path in ("torch.nn.Linear", "numpy.ndarray", "gpytorch.settings", "lightning.Trainer"):
        assert library_attributes.attribute_kinds(path) == {}


def test_nothing_is_read_before_it_is_asked() -> None:
    code = """
import sys
from flake8_torchstate.knowledge import libraries
loaded = lambda: 'flake8_torchstate.knowledge.library_facts' in sys.modules
assert not loaded()
for path in ('numpy.ndarray', 'mylib.Model', 'os', 'pandas.DataFrame', 'my.LightningModule'):
    libraries.is_module(path), libraries.has_own_setattr(path), libraries.moves(path)
    libraries.names_of(path), libraries.moved_names(path), libraries.registrars(path), libraries.initialises_early(path)
assert not loaded()
assert libraries.is_module('torch.nn.Linear') and not loaded()
assert libraries.is_module('timm.layers.DropPath') and loaded()
assert libraries._names.cache_info().currsize == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_package_is_announced() -> None:
    from flake8_torchstate.knowledge import library_facts

    assert library_packages.PACKAGES == set(library_facts.NAMES)
    assert set(library_facts.BY_PATH) <= library_packages.PACKAGES


def test_tables_agree() -> None:
    """Every family exists, and a name that is listed both ways has no family of its own."""
    families = set(libraries._families())
    for package in library_packages.PACKAGES:
        names, paths = libraries._names(package), libraries._by_path(package)
        assert {*names.values(), *paths.values()} <= {*families, "-"}
        both = {path.rpartition(".")[2] for path in paths} & set(names)
        assert {names[name] for name in both} <= {"-"}
    for path in families:
        assert libraries.base_of(path) == path
        assert libraries.is_module(path)


def test_size() -> None:
    from flake8_torchstate.knowledge import library_facts

    assert Path(library_facts.__file__).stat().st_size < 600_000


def test_reader_of_the_recorder() -> None:
    """The forms of import that the recorder resolves."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
    try:
        recorder = importlib.import_module("record_libraries")
    finally:
        del sys.path[0]
    files = {
        "torch/__init__.py": "from torch import nn as nn",
        "torch/nn/__init__.py": "from torch.nn.modules import *",
        "torch/nn/modules/__init__.py": "from .module import Module\n__all__ = ['Module']",
        "torch/nn/modules/module.py": "class Module: ...",
        "lib/__init__.py": """
from typing import TYPE_CHECKING
_import_structure = {"models": ["Lazy"]}
_import_structure["models"].append("Appended")
_LAZY = {"Renamed": (".models", "Lazy")}
if TYPE_CHECKING:
    from .models import Lazy
else:
    sys.modules[__name__] = _LazyModule(__name__, _import_structure)
""",
        "lib/models.py": """
import torch.nn as tnn
from . import base
from .base import *
from .dummy import Standin
class Lazy(tnn.Module): ...
class Appended(base.Base): ...
class Generic(Base[int]): ...
class Either(Base if True else object): ...
class Unknown(elsewhere.Thing): ...
class Plain(Hidden): ...
Alias = Lazy
made = make(Lazy)
""",
        "lib/base.py": """
try:
    from torch.nn import Module
except ImportError:
    Module = object
__all__ = ["Base"]
__all__ += ["Hidden"]
class Base(Module): ...
class Hidden: ...
class NotExported(Module): ...
def __getattr__(name):
    from .models import Lazy
""",
        "lib/dummy.py": "class Standin(metaclass=DummyObject): ...",
    }
    universe = recorder.Universe()
    encoded = ((path, text.encode()) for path, text in files.items())
    for table in recorder.tables(encoded, ("torch", "lib")):
        universe.modules[table.name] = table
    yes = ["Lazy", "Appended", "Renamed", "models.Lazy", "models.Appended", "models.Base", "models.Generic",
           "models.Either", "models.Alias", "base.Base", "base.Module", "base.NotExported", "base.Lazy"]
    for path in yes:
        module, _, name = f"lib.{path}".rpartition(".")
        assert universe.is_module(module, name) is True, path
    for path in ("models.Unknown", "models.Plain", "models.made", "models.NotExported", "models.Hidden",
                 "models.Standin", "dummy.Standin", "models.absent"):
        module, _, name = f"lib.{path}".rpartition(".")
        assert not universe.is_module(module, name), path
    facts = recorder.package_facts(universe, "lib")
    assert "Lazy" in facts.everywhere and facts.somewhere == {}


def test_recorded_versions_are_the_recorder_s() -> None:
    from flake8_torchstate.knowledge import library_facts

    source = (Path(__file__).parent.parent / "tools" / "record_libraries.py").read_text("utf-8")
    recorded = dict.fromkeys(line.split()[0] for line in library_facts.VERSIONS.splitlines())
    texts = {node.value for node in ast.walk(ast.parse(source))
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(recorded) <= texts
