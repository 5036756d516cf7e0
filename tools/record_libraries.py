"""Record which classes of other libraries are nn.Modules, by reading their wheels.

usage: python tools/record_libraries.py [--wheels FOLDER] [--torch FOLDER]

Writes library_facts.py and library_packages.py in flake8_torchstate/knowledge.  Each distribution of
LIBRARIES is downloaded (`pip download --no-deps`) into a temporary folder, or into the one given, where it
stays for the next run; its Python files are read with `ast` inside the archive: nothing is unpacked,
installed or imported.  torch's own sources are read from an installed copy (--torch .../site-packages/torch)
or from its wheel.

To add a library: one line in LIBRARIES and a rerun.  The script stops with a list when a Module class has a
`__setattr__`, or an `_apply`, `to` or `cuda` that goes through `__dict__` or `setattr`, which nobody has read
yet: write what it does into SETATTR or MOVES.  Those of SOURCES publish no wheel: --wheels must hold an
archive of their repository: `git archive --prefix=NAME-VERSION/ -o NAME-VERSION.tar.gz HEAD PACKAGE`.
"""
from __future__ import annotations

import argparse
import ast
import collections
import functools
import gc
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import time
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TARGET = HERE / "flake8_torchstate" / "knowledge" / "library_facts.py"
TORCH = "2.13.0"


@dataclass(frozen=True)
class Library:
    """One distribution and the packages that it is imported by."""

    distribution: str
    version: str
    packages: tuple[str, ...]


LIBRARIES = tuple(Library(name, version, tuple(packages.split())) for name, version, packages in (
    ("lightning", "2.6.6", "lightning"),
    ("pytorch-lightning", "2.6.6", "pytorch_lightning lightning_fabric"),
    ("transformers", "5.24.0", "transformers"),
    ("diffusers", "0.42.1", "diffusers"),
    ("timm", "1.0.31", "timm"),
    ("torchvision", "0.29.1", "torchvision"),
    ("torchaudio", "2.11.0", "torchaudio"),
    ("torchmetrics", "1.9.0", "torchmetrics"),
    ("torch-geometric", "2.8.1", "torch_geometric"),
    ("kornia", "0.9.0", "kornia"),
    ("monai", "1.6.1", "monai"),
    ("gpytorch", "1.15.2", "gpytorch"),
    ("linear-operator", "0.6.1", "linear_operator"),
    ("botorch", "0.18.1", "botorch botorch_community"),
    ("pyro-ppl", "1.9.2", "pyro"),
    ("segmentation-models-pytorch", "0.6.0", "segmentation_models_pytorch"),
    ("speechbrain", "1.1.2", "speechbrain"),
    ("fairseq2", "0.8.1", "fairseq2"),
    ("open-clip-torch", "3.3.0", "open_clip open_clip_train"),
    ("x-transformers", "2.31.10", "x_transformers"),
    ("peft", "0.21.2", "peft"),
    ("mmengine", "0.10.7", "mmengine"),
    ("mmcv-lite", "2.2.0", "mmcv"),
    ("mmdet", "3.3.0", "mmdet"),
    ("mmsegmentation", "1.2.2", "mmseg"),
    ("mmpretrain", "1.2.0", "mmpretrain"),
    ("accelerate", "1.15.0", "accelerate"),
    ("adapters", "1.3.0", "adapters"),
    ("anomalib", "2.7.0", "anomalib"),
    ("asteroid", "0.7.0", "asteroid"),
    ("bitsandbytes", "0.50.2", "bitsandbytes"),
    ("captum", "0.9.0", "captum"),
    ("compressai", "1.2.8", "compressai"),
    ("coqui-tts", "0.28.0", "TTS"),
    ("demucs", "4.1.0", "demucs"),
    ("descript-audio-codec", "1.0.0", "dac"),
    ("dgl", "2.1.0", "dgl"),
    ("e3nn", "0.6.0", "e3nn"),
    ("efficientnet-pytorch", "0.3.0", "efficientnet_pytorch"),
    ("einops", "0.8.2", "einops"),
    ("ema-pytorch", "0.8.3", "ema_pytorch"),
    ("escnn", "1.0.11", "escnn"),
    ("espnet", "202511", "espnet espnet2"),
    ("facenet-pytorch", "2.6.0", "facenet_pytorch"),
    ("fastai", "2.8.12", "fastai"),
    ("flair", "0.15.1", "flair"),
    ("lightly", "1.6.0", "lightly"),
    ("lightning-bolts", "0.7.0", "pl_bolts"),
    ("lpips", "0.1.4", "lpips"),
    ("mace-torch", "0.3.16", "mace"),
    ("nemo-toolkit", "3.0.0", "nemo"),
    ("nequip", "0.19.1", "nequip"),
    ("neuraloperator", "2.0.0", "neuralop"),
    ("nvidia-modulus", "0.9.0", "modulus"),
    ("optimum", "2.3.0", "optimum"),
    ("pyannote-audio", "4.0.7", "pyannote"),
    ("pytorch-forecasting", "1.8.0", "pytorch_forecasting"),
    ("pytorch-metric-learning", "2.9.0", "pytorch_metric_learning"),
    ("pytorch-msssim", "1.0.0", "pytorch_msssim"),
    ("pytorch-tabnet", "4.1.0", "pytorch_tabnet"),
    ("rotary-embedding-torch", "0.9.1", "rotary_embedding_torch"),
    ("schnetpack", "2.1.1", "schnetpack"),
    ("segment-anything", "1.0", "segment_anything"),
    ("sentence-transformers", "6.2.0", "sentence_transformers"),
    ("stable-baselines3", "2.9.2", "stable_baselines3"),
    ("super-gradients", "3.7.1", "super_gradients"),
    ("tensordict", "0.15.3", "tensordict"),
    ("torch-geometric-temporal", "0.56.2", "torch_geometric_temporal"),
    ("torchao", "0.18.0", "torchao"),
    ("torchcde", "0.2.5", "torchcde"),
    ("torchdiffeq", "0.2.5", "torchdiffeq"),
    ("torchrl", "0.14.1", "torchrl"),
    ("torchsde", "0.2.6", "torchsde"),
    ("torchtext", "0.18.0", "torchtext"),
    ("torchtune", "0.6.1", "torchtune"),
    ("torchxrayvision", "1.5.7", "torchxrayvision"),
    ("trl", "1.16.0", "trl"),
    ("ultralytics", "8.4.190", "ultralytics"),
    ("vector-quantize-pytorch", "1.32.0", "vector_quantize_pytorch"),
    ("vit-pytorch", "1.26.11", "vit_pytorch"),
    ("vocos", "0.1.0", "vocos"),
    ("xformers", "0.0.35", "xformers"),
    ("zuko", "1.6.0", "zuko"),
    # older versions: names that are gone, modules that moved
    ("transformers", "4.57.6", "transformers"),
    ("transformers", "4.30.2", "transformers"),
    ("diffusers", "0.30.3", "diffusers"),
    ("pytorch-lightning", "1.9.5", "pytorch_lightning"),
    ("timm", "0.6.13", "timm"),
    ("torchmetrics", "0.11.4", "torchmetrics"),
    ("torch-geometric", "2.5.3", "torch_geometric"),
    ("kornia", "0.7.4", "kornia"),
    ("monai", "1.3.2", "monai"),
    ("gpytorch", "1.11", "gpytorch"),
))

SOURCES = (
    Library("detectron2", "0.6", ("detectron2",)),
    Library("fvcore", "0.1.6", ("fvcore",)),
    Library("pytorch3d", "0.7.9", ("pytorch3d",)),
)

# Folders of a wheel that nobody imports from.
SKIPPED_FOLDERS = frozenset({"tests", "test", "_internal", "examples", "docs"})

NN_MODULE = "torch.nn.modules.module", "Module"


# ---------------------------------------------------------------------------------------------------------
# One file's names

@dataclass(frozen=True)
class Binding:
    """One thing that a name of a module or class body may stand for."""

    kind: str  # "class", "from", "module", "ref" or "other"
    target: str = ""  # class: its qualified name; from and module: the module; ref: the dotted expression
    name: str = ""  # from: the name in that module


OTHER = Binding("other")
UNKNOWN = Binding("unknown")


@dataclass
class ClassTable:
    """What is read of one class."""

    module: str
    name: str  # qualified: Outer.Inner
    bases: list[Binding] = field(default_factory=list)
    names: dict[str, list[Binding]] = field(default_factory=dict)
    certain: set[str] = field(default_factory=set)  # names that its body binds under no condition
    methods: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)  # attributes that its _apply, to, cuda … handle
    dynamic: bool = False  # they go through __dict__ or setattr: somebody must read them
    early: bool = False  # nn.Module.__init__ runs before __init__
    absent: bool = False  # stands for a class whose library is not installed


@dataclass
class ModuleTable:
    """What is read of one file."""

    name: str
    is_package: bool
    names: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    classes: dict[str, ClassTable] = field(default_factory=dict)
    exported: list[str] | None = None
    exported_completely: bool = True
    dynamic: bool = False  # makes names while it runs: one that isn't found may exist

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]


MOVING_METHODS = frozenset({"_apply", "to", "cuda", "cpu", "float", "double", "half", "type"})


class Reader:
    """Fills a ModuleTable from a syntax tree; every branch counts as taken."""

    def __init__(self, name: str, is_package: bool) -> None:
        self.table = ModuleTable(name, is_package)
        self.defined: set[str] = set()

    def absolute(self, module: str | None, level: int) -> str:
        if not level:
            return module or ""
        parts = self.table.package.split(".")
        parts = parts[:len(parts) - level + 1]
        return ".".join([*parts, *([module] if module else [])])

    def read(self, body: Iterable[ast.stmt], owner: ClassTable | None = None, certain: bool = True) -> None:
        for statement in body:
            self.statement(statement, owner, certain)

    def statement(self, node: ast.stmt, owner: ClassTable | None, certain: bool) -> None:
        if isinstance(node, ast.ClassDef):
            self.class_definition(node, owner, certain)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.function(node, owner, certain)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imports(node, owner, certain)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.assign(target, node.value, owner, certain)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.assign(node.target, node.value, owner, certain)
        elif isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name) and node.target.id == "__all__":
                self.export(node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self.call_statement(node.value, owner)
        elif isinstance(node, ast.If) and is_main_test(node.test):
            pass
        else:
            for name in ("body", "orelse", "finalbody"):
                self.read(getattr(node, name, ()), owner, False)
            for handler in getattr(node, "handlers", ()):
                self.read(handler.body, owner, False)
            for case in getattr(node, "cases", ()):
                self.read(case.body, owner, False)

    def bind(self, name: str, binding: Binding, owner: ClassTable | None, certain: bool) -> None:
        names = self.table.names if owner is None else owner.names
        found = names.setdefault(name, [])
        if binding not in found:
            found.append(binding)
        if owner is not None and certain:
            owner.certain.add(name)

    def class_definition(self, node: ast.ClassDef, owner: ClassTable | None, certain: bool) -> None:
        name = f"{owner.name}.{node.name}" if owner else node.name
        table = self.table.classes.setdefault(name, ClassTable(self.table.name, name))
        for base in node.bases:
            if not isinstance(base, ast.Starred):
                table.bases += self.references(base, owner)
        for keyword in node.keywords:
            if keyword.arg == "metaclass" and dotted(keyword.value) == "DummyObject":
                table.absent = True
        self.bind(node.name, Binding("class", self.table.name, name), owner, certain)
        before, table.certain = (table.certain if name in self.defined else None), set()
        self.read(node.body, table)
        if before is not None:  # defined twice, as in the branches of an `if`
            table.certain &= before
        self.defined.add(name)

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: ClassTable | None, certain: bool
    ) -> None:
        if owner is not None:
            owner.methods.add(node.name)
            if node.name in MOVING_METHODS:
                owner.moved |= set(handled_names(node)) - {"device", "dtype", "_device", "_dtype"}
                owner.dynamic |= any(mentions(node, word) for word in ("setattr", "vars", "__dict__"))
            if node.name in ("__new__", "__pre_init__"):
                owner.early |= any(isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
                                   and call.func.attr == "__init__" for call in ast.walk(node))
        elif node.name == "__getattr__":
            for inner in ast.walk(node):
                if isinstance(inner, ast.ImportFrom):
                    self.imports(inner, None, False)
        self.bind(node.name, OTHER, owner, certain)

    def imports(self, node: ast.Import | ast.ImportFrom, owner: ClassTable | None, certain: bool) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.split(".")[0]
                target = alias.name if alias.asname else name
                self.bind(name, Binding("module", target), owner, certain)
                continue
            module = self.absolute(node.module, node.level)
            if alias.name == "*":
                self.table.stars.append(module)
            else:
                self.bind(alias.asname or alias.name, Binding("from", module, alias.name), owner, certain)

    def assign(self, target: ast.expr, value: ast.expr, owner: ClassTable | None, certain: bool) -> None:
        if isinstance(target, ast.Name):
            if target.id == "__all__" and owner is None:
                self.export(value)
                return
            for binding in self.references(value, owner):
                self.bind(target.id, binding, owner, certain)
            if owner is None:
                self.lazy_table(value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
                pairs: list[tuple[ast.expr, ast.expr]] = list(zip(target.elts, value.elts))
            else:  # Name, has_it = optional_import("module", name="Name")
                pairs = [(element, value) for element in target.elts]
            for element, part in pairs:
                self.assign(element, part, owner, certain)
        elif isinstance(target, ast.Subscript) and owner is None and isinstance(target.slice, ast.Constant):
            self.lazy_entry(target.slice.value, value)  # _import_structure["x"] = ["Name"]

    def references(self, value: ast.expr, owner: ClassTable | None) -> list[Binding]:
        """What an expression may stand for, where it could be a class."""
        if isinstance(value, ast.IfExp):
            return [*self.references(value.body, owner), *self.references(value.orelse, owner)]
        if isinstance(value, ast.BoolOp):
            return [binding for part in value.values for binding in self.references(part, owner)]
        if isinstance(value, ast.Subscript):
            return self.references(value.value, owner)
        if isinstance(value, ast.Call):
            return [self.called(value)]
        path = dotted(value)
        if path is None:
            return [OTHER]
        within = owner.name if owner is not None and path.split(".")[0] in owner.names else ""
        return [Binding("ref", path, within)]

    def called(self, node: ast.Call) -> Binding:
        function = (dotted(node.func) or "").split(".")[-1]
        if function == "optional_import" and node.args and isinstance(node.args[0], ast.Constant):
            names = [k.value for k in node.keywords if k.arg == "name"]
            module = str(node.args[0].value)
            if names and isinstance(names[0], ast.Constant):
                return Binding("from", module, str(names[0].value))
            return Binding("module", module)
        return UNKNOWN

    def call_statement(self, node: ast.Call, owner: ClassTable | None) -> None:
        function = node.func
        if owner is not None or not isinstance(function, ast.Attribute) or not node.args:
            return
        if function.attr not in ("extend", "append"):
            return
        value: ast.expr = node.args[0] if function.attr == "extend" else ast.List(elts=[node.args[0]])
        if dotted(function.value) == "__all__":
            self.export(value)
        elif isinstance(function.value, ast.Subscript) and isinstance(function.value.slice, ast.Constant):
            self.lazy_entry(function.value.slice.value, value)

    def export(self, value: ast.expr) -> None:
        """`__all__ = value` or `__all__ += value`; what isn't plain text makes it incomplete."""
        if self.table.exported is None:
            self.table.exported = []
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            self.export(value.left)
            self.export(value.right)
            return
        names = texts(value)
        if names is None:
            self.table.exported_completely = False
        else:
            self.table.exported += names

    def lazy_table(self, value: ast.expr) -> None:
        """A lazy module's table of names: {"module": ["Name"]} or {"Name": (".module", "Name")}."""
        if not isinstance(value, ast.Dict):
            return
        for key, entry in zip(value.keys, value.values):
            if isinstance(key, ast.Constant) and isinstance(entry, (ast.List, ast.Tuple, ast.Constant)):
                self.lazy_entry(key.value, entry)

    def lazy_entry(self, key: object, entry: ast.expr) -> None:
        if not isinstance(key, str) or not key.replace(".", "").isidentifier():
            return
        if isinstance(entry, ast.Constant):
            names = [entry.value] if isinstance(entry.value, str) and entry.value.startswith(".") else []
        else:
            names = texts(entry) or []
        if not names:
            return
        root = self.table.name.split(".")[0]
        if isinstance(entry, (ast.Tuple, ast.Constant)) and (
                names[0].startswith((".", root + ".")) and len(names) <= 2):
            module = self.from_text(names[0])
            self.bind(key, Binding("from", module, names[1] if len(names) == 2 else key), None, False)
        elif isinstance(entry, ast.List):
            module = f"{self.table.package}.{key.lstrip('.')}"
            for name in filter(str.isidentifier, names):
                self.bind(name, Binding("lazy", module, name), None, False)

    def from_text(self, module: str) -> str:
        level = len(module) - len(module.lstrip("."))
        return self.absolute(module[level:] or None, level)


def dotted(node: ast.expr) -> str | None:
    """`a.b.c` of a chain of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def texts(node: ast.expr) -> list[str] | None:
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return None
    found = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return found if len(found) == len(node.elts) else None


def is_main_test(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare) and dotted(node.left) == "__name__"


def handled_names(method: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Attributes that a method assigns anew, clears, or calls `.to()` and the like on."""
    first = method.args.args[0].arg if method.args.args else "self"
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == first:
            if isinstance(node.ctx, ast.Store):
                yield node.attr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            path = dotted(node.func) or ""
            head, _, rest = path.partition(".")
            name, _, called = rest.partition(".")
            if head == first and called in {"to", "cuda", "cpu", "type", "float", "half", "double", "clear"}:
                yield name


def mentions(node: ast.AST, word: str) -> bool:
    """Whether a name or attribute is used anywhere in a piece of syntax."""
    return any(isinstance(inner, ast.Name) and inner.id == word
               or isinstance(inner, ast.Attribute) and inner.attr == word for inner in ast.walk(node))


def read_text(text: str, name: str, is_package: bool) -> ModuleTable | None:
    """The table of one file, or None where this Python can't parse it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return None
    reader = Reader(name, is_package)
    reader.read(tree.body)
    reader.table.dynamic = MADE_NAMES.search(text) is not None
    return reader.table


# globals()["Name"] = …, locals().update(…), setattr(sys.modules[__name__], …)
MADE_NAMES = re.compile(
    r"(globals|locals|vars)\(\)(\[[^\]\n]*\]\s*=[^=]|\.update)|setattr\(\s*(sys\.modules|_?module)\b")


# ---------------------------------------------------------------------------------------------------------
# Archives

def download(library: Library, folder: Path) -> Path:
    """The archive of a distribution, downloaded unless the folder has it."""
    stem = library.distribution.replace("-", "_").lower()
    for path in sorted(folder.iterdir()):
        if path.name.lower().replace("-", "_").startswith(f"{stem}_{library.version}"):
            return path
    if library in SOURCES:
        raise LookupError(f"{folder} has no {library.distribution}-{library.version}.tar.gz")
    before = set(folder.iterdir())
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder),
               f"{library.distribution}=={library.version}"]
    done = subprocess.run(command, capture_output=True, text=True)
    new = set(folder.iterdir()) - before
    if done.returncode or not new:
        raise LookupError(f"{library.distribution} {library.version}: {done.stderr.strip()[-300:]}")
    return new.pop()


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """(path in the archive, content) of its Python files."""
    if archive.suffix == ".whl" or archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if name.endswith(".py"):
                    yield name, wheel.read(name)
    else:
        with tarfile.open(archive) as source:
            for member in source:
                file = source.extractfile(member) if member.name.endswith(".py") else None
                if file is not None:  # without the first folder, and src/ below it
                    yield member.name.partition("/")[2].removeprefix("src/"), file.read()


def folder_members(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The same of an installed package."""
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(folder.parent).as_posix(), path.read_bytes()


def tables(files: Iterable[tuple[str, bytes]], packages: tuple[str, ...]) -> Iterator[ModuleTable]:
    for path, content in files:
        parts = path.removesuffix(".py").split("/")
        if parts[0] not in packages or SKIPPED_FOLDERS.intersection(parts[:-1]):
            continue
        is_package = parts[-1] == "__init__"
        parts = parts[:-1] if is_package else parts
        if parts[-1].startswith("dummy_") and parts[-1].endswith("_objects"):
            continue  # stand-ins for what isn't installed
        if not all(part.isidentifier() for part in parts):
            continue
        text = io.TextIOWrapper(io.BytesIO(content), "utf-8", errors="replace").read()
        table = read_text(text, ".".join(parts), is_package)
        if table is not None:
            yield table


# ---------------------------------------------------------------------------------------------------------
# All files together

@dataclass(frozen=True)
class Found:
    """What a name turned out to be: a class, a module, something else, or unknown (`?`)."""

    kind: str
    module: str = ""
    name: str = ""


ELSE = Found("else")
UNRESOLVED = Found("?")


class Universe:
    """Every file that was read, and what the names in them stand for."""

    def __init__(self) -> None:
        self.modules: dict[str, ModuleTable] = {}
        self.active: set[tuple[str, str, str]] = set()
        self.cut = False
        self.memory: dict[tuple[str, str, str], frozenset[Found]] = {}
        self.module_memory: dict[tuple[str, str], bool | None] = {}

    def resolve(self, module: str, name: str, within: str = "") -> frozenset[Found]:
        """What a name in a module (or in the body of a class of it) may stand for."""
        key = module, name, within
        if key in self.memory:
            return self.memory[key]
        if key in self.active:
            self.cut = True
            return frozenset()
        if not self.active:
            self.cut = False
        self.active.add(key)
        try:
            found = frozenset(self._resolve(module, name, within))
        finally:
            self.active.remove(key)
        if not self.cut or not self.active:
            self.memory[key] = found
        return found

    def _resolve(self, module: str, name: str, within: str) -> Iterator[Found]:
        table = self.modules.get(module)
        if table is None:
            return
        if within:
            owner = table.classes[within]
            if name in owner.names:
                for binding in owner.names[name]:
                    yield from self.follow(binding, module)
                return
        bindings = table.names.get(name, ())
        eager = [binding for binding in bindings if binding.kind != "lazy"]
        found = [result for binding in eager or bindings for result in self.follow(binding, module)]
        submodule = f"{module}.{name}"
        if found or bindings:
            yield from found
            if not found and submodule in self.modules:  # `from . import name` in the package itself
                yield Found("module", submodule)
            return
        starred = False
        for source in table.stars:
            if source not in self.modules:
                yield UNRESOLVED
            elif name in self.exports(source):
                starred = True
                yield from self.resolve(source, name)
        if not starred and submodule in self.modules:
            yield Found("module", submodule)
        elif not starred and (table.dynamic or "__getattr__" in table.names):
            yield UNRESOLVED  # otherwise the import fails

    def follow(self, binding: Binding, module: str) -> Iterator[Found]:
        if binding.kind == "class":
            if not self.modules[binding.target].classes[binding.name].absent:
                yield Found("class", binding.target, binding.name)
        elif binding.kind == "module":
            yield Found("module", binding.target)
        elif binding.kind in ("from", "lazy"):
            yield from self.member(Found("module", binding.target), binding.name)
        elif binding.kind == "ref":
            head, *rest = binding.target.split(".")
            found = self.resolve(module, head, binding.name)
            for part in rest:
                found = frozenset(inner for outer in found for inner in self.member(outer, part))
            yield from found
        else:
            yield ELSE if binding.kind == "other" else UNRESOLVED

    def member(self, owner: Found, name: str) -> Iterator[Found]:
        if owner.kind == "module":
            if owner.module in self.modules:
                yield from self.resolve(owner.module, name)
            elif owner.module.partition(".")[0] not in self.modules:
                yield UNRESOLVED  # otherwise the import fails
        elif owner.kind == "class" and name in self.modules[owner.module].classes[owner.name].names:
            yield from self.resolve(owner.module, name, owner.name)
        else:
            yield UNRESOLVED

    @functools.cache
    def exports(self, module: str) -> frozenset[str]:
        """What `from module import *` binds."""
        table = self.modules[module]
        if table.exported is not None and table.exported_completely:
            return frozenset(table.exported)
        public = {name for name in self.namespace(module) if not name.startswith("_")}
        return frozenset(public.union(table.exported or ()))

    def namespace(self, module: str, active: tuple[str, ...] = ()) -> frozenset[str]:
        """Every name that a module has, apart from its submodules."""
        if module in active or module not in self.modules:
            return frozenset()
        table = self.modules[module]
        names = set(table.names)
        for source in table.stars:
            if source in self.modules and source not in active:
                exported = self.modules[source].exported
                if exported is not None and self.modules[source].exported_completely:
                    names.update(exported)
                else:
                    inner = self.namespace(source, (*active, module))
                    names.update(name for name in inner if not name.startswith("_"))
                    names.update(exported or ())
        return frozenset(names)

    def table_of(self, found: Found) -> ClassTable:
        return self.modules[found.module].classes[found.name]

    def bases(self, cls: Found) -> Iterator[Found]:
        """What the bases of a class may be, in order."""
        for binding in self.table_of(cls).bases:
            yield from self.follow(binding, cls.module)

    def class_is_module(self, cls: Found, active: frozenset[Found] = frozenset()) -> bool | None:
        """Whether a class reaches nn.Module; None where one of its bases isn't known."""
        if (cls.module, cls.name) == NN_MODULE:
            return True
        key = cls.module, cls.name
        if key in self.module_memory:
            return self.module_memory[key]
        if cls in active:
            return False
        answers = [self.class_is_module(base, active | {cls}) if base.kind == "class" else
                   None if base.kind == "?" else False for base in self.bases(cls)]
        answer = True if True in answers else None if None in answers else False
        self.module_memory[key] = answer
        return answer

    def is_module(self, module: str, name: str) -> bool | None:
        """Whether a name of a module is a Module class; None where it isn't known or nothing."""
        answers = {self.class_is_module(found) if found.kind == "class" else
                   None if found.kind == "?" else False for found in self.resolve(module, name)}
        return True if True in answers else False if False in answers else None

    def ancestors(self, cls: Found) -> list[Found]:
        """A class and all that it derives from, nearest first."""
        order = [cls]
        for known in order:
            for base in self.bases(known):
                if base.kind == "class" and base not in order:
                    order.append(base)
        return order


# ---------------------------------------------------------------------------------------------------------
# What somebody has read

# Bases that many projects derive from: the names that their classes define are recorded.
FAMILIES = """
lightning.LightningModule lightning.fabric.utilities.device_dtype_mixin._DeviceDtypeModuleMixin
pytorch_lightning.LightningModule
transformers.PreTrainedModel
diffusers.ModelMixin
torchmetrics.Metric torchmetrics.MetricCollection
torch_geometric.nn.MessagePassing torch_geometric.nn.Aggregation
gpytorch.Module gpytorch.models.GP gpytorch.models.ExactGP gpytorch.models.ApproximateGP
gpytorch.kernels.Kernel gpytorch.means.Mean gpytorch.likelihoods.Likelihood
gpytorch.likelihoods.GaussianLikelihood gpytorch.constraints.Interval gpytorch.priors.Prior
gpytorch.variational._VariationalStrategy
botorch.models.model.Model botorch.acquisition.AcquisitionFunction
pyro.nn.PyroModule pyro.infer.autoguide.AutoGuide
kornia.augmentation._2d.base.AugmentationBase2D
segmentation_models_pytorch.base.SegmentationModel
timm.models.vision_transformer.VisionTransformer timm.models.resnet.ResNet
torchvision.models.ResNet
peft.PeftModel peft.tuners.tuners_utils.BaseTuner
mmengine.model.BaseModule mmengine.model.BaseModel
torch.jit.ScriptModule torch.fx.GraphModule
""".split()

# Whether assigning a plain tensor to an attribute goes through the class's own mechanism, which registers it,
# keeps it elsewhere or moves it, for every Module class that has a __setattr__.
SETATTR = {
    # every name but its own goes to the wrapped module
    "lightning.fabric.wrappers._FabricModule": True,
    "lightning_fabric.wrappers._FabricModule": True,
    "torch._dynamo.eval_frame.OptimizedModule": True,
    "torchrl.envs.transforms.ray_service.RayTransform": True,
    # writes into an item of the tensors of another object
    "pytorch3d.renderer.utils.TensorAccessor": True,
    # once traced, assigning adds nothing: "Can't set attributes on a TracedModule"
    "torch.jit._trace.TracedModule": True,
    # a tensor becomes a TorchScript attribute: not in state_dict(), not moved by .to()
    "torch.jit._script.ScriptModule": False,
    "torch.jit._script.RecursiveScriptModule": False,
    # keeps weak references to its flat weights, then nn.Module's
    "torch.nn.modules.rnn.RNNBase": False,
    # counts forward calls, then nn.Module's
    "lightning.pytorch.trainer.connectors.logger_connector.result._ResultMetric": False,
    "pytorch_lightning.trainer.connectors.logger_connector.result._ResultMetric": False,
    # refuses six constant names, then nn.Module's
    "torchmetrics.metric.Metric": False,
    # states of the wrapped metric go there; any other tensor stays a plain attribute
    "torchmetrics.wrappers.classwise.ClasswiseWrapper": False,
    # names that were made buffers before go to the base distribution; any other tensor stays plain
    "gpytorch.priors.prior.Prior": False,
    # PyroParam, PyroSample, Parameters and PyroModules are registered; a plain tensor stays plain
    "pyro.nn.module.PyroModule": False,
    "pyro.contrib.gp.parameterized.Parameterized": False,
    "pyro.infer.autoguide.guides.AutoGuide": False,
    # a few names of their own are kept from nn.Module, refused or passed on; the others are nn.Module's
    "mmdet.models.detectors.kd_one_stage.KnowledgeDistillationSingleStageDetector": False,
    "sentence_transformers.cross_encoder.model.CrossEncoder": False,
    "sentence_transformers.sentence_transformer.losses.cached_multiple_negatives_ranking"
    ".CachedMultipleNegativesRankingLoss": False,
    "torchrl.envs.common.EnvBase": False,
    "torchrl.envs.transforms._base.TransformedEnv": False,
    "torchrl.objectives.common.LossModule": False,
    "torchrl.objectives.ppo.ClipPPOLoss": False,
    "torchtune.modules.layer_dropout.ModuleLayerDropoutWrapper": False,
}

# Whether the plain tensors of a subclass move, for every Module class that has an `_apply`, `to` or `cuda`
# which goes through __dict__ or setattr.
MOVES = {
    "torchmetrics.metric.Metric": False,  # the names of add_state only
    # its `to` moves every tensor in __dict__
    "lightning.pytorch.trainer.connectors.logger_connector.result._ResultMetric": True,
    "pytorch_lightning.trainer.connectors.logger_connector.result._ResultMetric": True,
    # its `to` moves every tensor attribute
    "pytorch3d.renderer.utils.TensorProperties": True,
    # a few names of their own
    "torchrl.envs.common.EnvBase": False,
    "torchrl.envs.batched_envs.BatchedEnvBase": False,
    "torchrl.modules.tensordict_module.actors._DDPMModule": False,
    # only repairs children that an old torch saved
    "flair.embeddings.document.DocumentRNNEmbeddings": False,
    "flair.models.language_model.LanguageModel": False,
}

# Methods that register or keep something under the name that they are given first.
REGISTRARS = {
    "torchmetrics.metric.Metric": {"add_state": "{}"},
    "gpytorch.module.Module": {"register_prior": "{}", "register_constraint": "{}_constraint"},
}


# ---------------------------------------------------------------------------------------------------------
# Facts

@dataclass
class PackageFacts:
    """What is written about one package."""

    name: str
    verdicts: dict[str, dict[str, bool | None]]  # name -> module -> whether it is a Module there
    classes: dict[str, set[Found]]  # name -> the Module classes of that name
    families: dict[str, str]  # name -> the base of FAMILIES that they derive from
    mixed: dict[tuple[str, str], set[str]]  # name, family -> modules, where the family depends on the path
    public: dict[str, set[str]]  # name -> modules that define a Module of that name or export it
    capitals: set[str]  # parts of module paths that aren't in lower case

    def elsewhere(self, name: str) -> list[str]:
        """Modules where a name of a Module class is something else, or isn't known."""
        return sorted(module for module, answer in self.verdicts[name].items() if not answer)

    @property
    def everywhere(self) -> list[str]:
        """Names that are Modules whatever the path, private modules apart (see `exceptions`)."""
        return sorted(name for name in self.classes if all(map(is_private, self.elsewhere(name))))

    @property
    def exceptions(self) -> list[str]:
        """Paths in private modules where a name of `everywhere` is something else."""
        return sorted(f"{module}.{name}" for name in self.everywhere for module in self.elsewhere(name))

    @property
    def somewhere(self) -> dict[str, list[str]]:
        """Names that are Modules in some modules of the package and not in others."""
        known = {*self.everywhere}
        return {name: sorted(module for module in self.public.get(name, ()) if self.verdicts[name][module])
                for name in sorted(self.classes) if name not in known}

    def add(self, older: PackageFacts) -> None:
        """Join what an older version has: what the newer one says of a path stands."""
        for name, answers in older.verdicts.items():
            known = self.verdicts.setdefault(name, {})
            for module, answer in answers.items():
                if known.get(module) is None:
                    known[module] = answer
        for name in older.classes:
            if any(self.verdicts[name].values()):
                self.classes.setdefault(name, set())
                self.families.setdefault(name, older.families[name])
                self.public.setdefault(name, set()).update(older.public.get(name, ()))
        self.capitals |= older.capitals


def package_facts(universe: Universe, package: str) -> PackageFacts:
    facts = PackageFacts(package, {}, {}, {}, {}, {}, set())
    for module in sorted(universe.modules):
        if module.partition(".")[0] != package:
            continue
        table = universe.modules[module]
        facts.capitals.update(part for part in module.split(".") if part != part.lower())
        parent, _, last = module.rpartition(".")
        if parent:
            facts.verdicts.setdefault(last, {}).setdefault(parent, False)
        for name in universe.namespace(module):
            found = universe.resolve(module, name)
            if name.startswith("__") or not found:
                continue  # found is empty for a stand-in of what isn't installed
            answer = universe.is_module(module, name)
            facts.verdicts.setdefault(name, {})[module] = answer
            classes = {cls for cls in found if cls.kind == "class" and universe.class_is_module(cls)}
            exported = table.is_package or name in (table.exported or ())
            if answer and (exported or any(cls.module.partition(".")[0] == package for cls in classes)):
                facts.classes.setdefault(name, set()).update(classes)
                if exported or any(cls.module == module for cls in classes):
                    facts.public.setdefault(name, set()).add(module)
    known = families(universe)
    for name, classes in facts.classes.items():
        facts.families[name] = family_of(universe, classes, known)
        if len({family_of(universe, [cls], known) for cls in classes}) > 1:
            for module in facts.public.get(name, ()):
                here = [cls for cls in universe.resolve(module, name) if cls in classes]
                family = family_of(universe, here, known)
                if family != "-":
                    facts.mixed.setdefault((name, family), set()).add(module)
    return facts


def is_private(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def without_known_torch(universe: Universe, facts: PackageFacts) -> None:
    """Leave out the classes that torch_facts.py describes already."""
    sys.path.insert(0, str(HERE))
    from flake8_torchstate import knowledge

    known = {cls for name, answers in facts.verdicts.items() if name in facts.classes for module in answers
             if knowledge.torch_module(f"{module}.{name}") for cls in universe.resolve(module, name)}
    for name in list(facts.classes):
        if facts.classes[name] <= known and not facts.classes[name] & set(families(universe)):
            del facts.classes[name]


@functools.cache
def families(universe: Universe) -> dict[Found, str]:
    """The classes of FAMILIES, by what they are."""
    found: dict[Found, str] = {}
    for path in FAMILIES:
        module, _, name = path.rpartition(".")
        for cls in universe.resolve(module, name):
            if cls.kind == "class" and universe.class_is_module(cls):
                found[cls] = path
    return found


def family_of(universe: Universe, classes: Iterable[Found], known: Mapping[Found, str]) -> str:
    """The nearest base of FAMILIES that all these classes share, or `-`."""
    nearest = {next((known[base] for base in universe.ancestors(cls) if base in known), "-")
               for cls in classes}
    return nearest.pop() if len(nearest) == 1 else "-"


def class_names(universe: Universe, cls: Found) -> set[str]:
    """Names that a class and its bases certainly define, apart from nn.Module's own and special methods."""
    module = universe.modules[NN_MODULE[0]].classes[NN_MODULE[1]]
    names: set[str] = set()
    for base in universe.ancestors(cls):
        names |= universe.table_of(base).certain
    return {name for name in names - module.certain if not name.startswith("__")}


def registrars(universe: Universe, cls: Found) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in universe.ancestors(cls):
        for method, template in REGISTRARS.get(f"{base.module}.{base.name}", {}).items():
            if method not in universe.table_of(base).methods:
                raise SystemExit(f"{base.module}.{base.name} has no {method} any more: see REGISTRARS")
            found[method] = template
    return found


def moved_names(universe: Universe, cls: Found) -> set[str]:
    return {name for base in universe.ancestors(cls) if base.module.partition(".")[0] != "torch"
            for name in universe.table_of(base).moved}


def judged(universe: Universe, cls: Found, attribute: str, verdicts: Mapping[str, bool]) -> bool:
    """What the verdicts say of the nearest class that has the mechanism."""
    for base in universe.ancestors(cls):
        path = f"{base.module}.{base.name}"
        if has_mechanism(universe.table_of(base), attribute) and (base.module, base.name) != NN_MODULE:
            return verdicts.get(path, False)
    return False


def has_mechanism(table: ClassTable, attribute: str) -> bool:
    return attribute in table.methods if attribute == "__setattr__" else table.dynamic


def unread(universe: Universe) -> list[str]:
    """Module classes with a mechanism that no verdict speaks of."""
    missing = []
    for module, table in sorted(universe.modules.items()):
        for name, cls in table.classes.items():
            if cls.absent or (module, name) == NN_MODULE:
                continue
            if not universe.class_is_module(Found("class", module, name)):
                continue
            path = f"{module}.{name}"
            if "__setattr__" in cls.methods and path not in SETATTR:
                missing.append(f"SETATTR {path}")
            if cls.dynamic and path not in MOVES:
                missing.append(f"MOVES {path}")
    return missing


# ---------------------------------------------------------------------------------------------------------
# Writing

def record(head: str, names: Iterable[str]) -> str:
    """`head = names`, wrapped; following lines begin with a space."""
    return textwrap.fill(" ".join([head, "=", *names]), 110, subsequent_indent=" ",
                         break_long_words=False, break_on_hyphens=False)


def block(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f'{name} = """\\', *lines, '"""', ""])


def table_block(name: str, texts: Mapping[str, list[str]]) -> str:
    parts = [f"{name}: dict[str, str] = {{"]
    for key, lines in texts.items():
        parts += [f'    "{key}": """\\', *lines, '""",']
    return "\n".join([*parts, "}", ""])


def key_of(facts: PackageFacts, name: str) -> list[str]:
    """How a class is named in the tables: by package and name where that is enough, else by its paths."""
    if name in facts.somewhere:
        return [f"{module}.{name}" for module in facts.somewhere[name]]
    return [f"{facts.name}.{name}"]


def render(universe: Universe, packages: Mapping[str, PackageFacts]) -> str:
    names: dict[str, list[str]] = {}
    by_path: dict[str, list[str]] = {}
    capitals = []
    moved: dict[str, set[str]] = collections.defaultdict(set)
    own_setattr: list[str] = []
    moving: list[str] = []
    early: list[str] = []
    exceptions: list[str] = []
    for package, facts in packages.items():
        if facts.capitals:
            capitals.append(record(package, sorted(facts.capitals)))
        grouped: dict[str, list[str]] = collections.defaultdict(list)
        for name in facts.everywhere:
            grouped[facts.families[name]].append(name)
        names[package] = [record(family, grouped[family]) for family in sorted(grouped)]
        rows = [(name, facts.families[name], modules) for name, modules in facts.somewhere.items() if modules]
        rows += [(name, family, sorted(modules)) for (name, family), modules in facts.mixed.items()]
        if rows:
            by_path[package] = [
                record(f"{name} {family}", (module.removeprefix(package) or "." for module in modules))
                for name, family, modules in sorted(rows)]
        exceptions += facts.exceptions
        for name, classes in sorted(facts.classes.items()):
            if not classes:
                continue
            handled = [moved_names(universe, cls) for cls in classes]
            common = set.intersection(*handled)
            if common:
                moved[" ".join(sorted(common))].update(key_of(facts, name))
            for found, keys in ((own_setattr, "__setattr__"), (moving, "_apply")):
                verdicts = SETATTR if keys == "__setattr__" else MOVES
                if all(judged(universe, cls, keys, verdicts) for cls in classes):
                    found += key_of(facts, name)
            if all(any(universe.table_of(base).early for base in universe.ancestors(cls)) for cls in classes):
                early += key_of(facts, name)
    family_lines = []
    by_family = {path: cls for cls, path in families(universe).items()}
    if len(by_family) != len(FAMILIES):
        raise SystemExit(f"not found, or no Modules: {set(FAMILIES) - set(by_family)}")
    for path, cls in by_family.items():
        words = [f"{method}={template}" for method, template in registrars(universe, cls).items()]
        family_lines.append(record("|".join([path, *words]), sorted(class_names(universe, cls))))
    versions = [f"{library.distribution} {library.version}" for library in (*LIBRARIES, *SOURCES)]
    return "\n".join([
        '"""Module classes of other libraries.  Generated by tools/record_libraries.py: do not edit.',
        "",
        "Texts of one record a line (lines that begin with a space go on), split at the first question.",
        "NAMES: `family = names`, Modules at any path of the package; a family is a base of FAMILIES or `-`.",
        "BY_PATH: `name family = modules` where it is a Module; elsewhere the name is something else, or it is in",
        "NAMES and has no family there.  EXCEPTIONS: paths in private modules where a name of NAMES isn't one.",
        "CAPITALS: parts of module paths that aren't in lower case.",
        "FAMILIES: `path|method=name that it keeps = names that the class defines`.",
        "MOVED: `names = classes` whose own `_apply` or `to` handles these attributes.",
        "OWN_SETATTR, MOVES, EARLY: classes.  A class is `package.name`, or its path where BY_PATH has it.",
        '"""',
        block("VERSIONS", [*versions, f"torch {TORCH}"]),
        table_block("NAMES", names),
        table_block("BY_PATH", by_path),
        block("EXCEPTIONS", exceptions),
        block("CAPITALS", capitals),
        block("FAMILIES", family_lines),
        block("MOVED", (record(head, sorted(classes)) for head, classes in sorted(moved.items()))),
        block("OWN_SETATTR", sorted(own_setattr)),
        block("MOVES", sorted(moving)),
        block("EARLY", sorted(early)).rstrip("\n"),
        "",
    ])


def render_packages(packages: Iterable[str]) -> str:
    text = textwrap.fill(" ".join(packages), 110, break_long_words=False, break_on_hyphens=False)
    return "\n".join([
        '"""Packages of library_facts.py.  Generated by tools/record_libraries.py: do not edit."""',
        'PACKAGES = frozenset("""', text, '""".split())', ""])


# ---------------------------------------------------------------------------------------------------------

def read_torch(universe: Universe, installed: Path | None, folder: Path) -> None:
    torch = Library("torch", TORCH, ("torch",))
    files = folder_members(installed) if installed else members(download(torch, folder))
    for table in tables(files, torch.packages):
        universe.modules[table.name] = table


def read_libraries(folder: Path, keep: bool) -> tuple[dict[str, ModuleTable], list[dict[str, ModuleTable]]]:
    """The tables of each package's first version in LIBRARIES, and those of every further version."""
    newest: dict[str, ModuleTable] = {}
    older: list[dict[str, ModuleTable]] = []
    seen: set[str] = set()
    for library in (*LIBRARIES, *SOURCES):
        start = time.perf_counter()
        try:
            archive = download(library, folder)
        except LookupError as problem:
            raise SystemExit(f"not to be had: {problem}") from None
        read = {table.name: table for table in tables(members(archive), library.packages)}
        if not keep:
            archive.unlink()
        if seen.isdisjoint(library.packages):
            newest.update(read)
        else:
            older.append(read)
        seen.update(library.packages)
        seconds = time.perf_counter() - start
        print(f"{archive.name}: {len(read)} files, {seconds:.1f} s", file=sys.stderr)
    return newest, older


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, help="folder of the archives (kept)")
    parser.add_argument("--torch", type=Path, help="an installed torch package, instead of its wheel")
    options = parser.parse_args()
    sys.setrecursionlimit(10_000)
    gc.disable()  # nothing is thrown away: collecting would double the time
    universe = Universe()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.wheels or Path(temporary)
        read_torch(universe, options.torch, folder)
        newest, older = read_libraries(folder, bool(options.wheels))
    universe.modules.update(newest)
    missing = unread(universe)
    if missing:
        print("read these and write a verdict:", *missing, sep="\n", file=sys.stderr)
        return 1
    order = dict.fromkeys(package for library in (*LIBRARIES, *SOURCES) for package in library.packages)
    packages = {package: package_facts(universe, package) for package in ("torch", *order)}
    without_known_torch(universe, packages["torch"])
    for read in older:
        roots = {module.partition(".")[0] for module in read}
        then = Universe()
        then.modules = {name: table for name, table in universe.modules.items()
                        if name.partition(".")[0] not in roots} | read
        for package in roots:
            packages[package].add(package_facts(then, package))
    packages = {package: facts for package, facts in packages.items() if facts.classes}
    TARGET.write_text(render(universe, packages), "utf-8")
    TARGET.with_name("library_packages.py").write_text(render_packages(packages), "utf-8")
    for package, facts in packages.items():
        names = f"{len(facts.classes)} names, {len(facts.somewhere)} of them by path"
        print(f"{package}: {names}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
