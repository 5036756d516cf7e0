"""What a lost tensor is for, by its name, its value and the way in which the class uses it.

Whether it is meant to be trained, whether `state_dict()` must have it, and where a buffer isn't what fits.  Messages
and fixes ask here, so that they say the same.
"""
from __future__ import annotations

import ast

from flake8_torchstate.knowledge.names import PARAMETER_CLASSES
from flake8_torchstate.model import values
from flake8_torchstate.model.lost import LostItems, LostTensor
from flake8_torchstate.model.registry import Place
from flake8_torchstate.report.context import called_name
from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.usage import (
    IDLE, Fate, Life, assigned_later, assigned_on_others, in_forward, is_scratch, is_update, later, life_of,
    needs_no_grad, read_again, read_without_grad, updated_later)
from flake8_torchstate.report.uses import Kind
from flake8_torchstate.report.walk import KEEPING

TRAINED = frozenset("weight bias gamma beta alpha".split())
OPEN = frozenset("std scale temperature temp tau slope gain".split())
"""Last words of names that both weights and constants have."""
NOT_TRAINED = frozenset("class edge pos loss sample ce focal label token".split())
CACHES = frozenset("cache cached".split())
KEPT = CACHES | frozenset("buffer mask masks".split())
RUNNING = frozenset("running ema tracked".split())
COUNTS = frozenset("count counter counts seen".split())
FILLS = frozenset("zeros ones full empty tensor zeros_like ones_like full_like new_zeros new_ones new_full".split())
"""What gives a tensor of which each element is the same, or that is one number."""
LEGACY = frozenset("Tensor FloatTensor LongTensor IntTensor".split())
EMPTY = LEGACY | frozenset("empty empty_like new_empty".split())
"""What gives a tensor of which nobody has set the elements."""


def words_of(name: str) -> list[str]:
    """The words of a name."""
    return name.strip("_").lower().split("_")


def is_weight(report: Report, lost: LostTensor) -> bool:
    """Whether the name or the value says that a tensor is meant to be trained, and nothing speaks against it."""
    name, value = lost.name, lost.value
    if value.dtype in ("int", "bool") or lost.site.node is None:
        return False
    if value.grad is not True and (value.given or KEPT & set(words_of(name)) or is_placeholder(lost.expression)):
        return False
    if later_changed(report, name) or needs_no_grad(report, name):
        return False  # a tensor over a Parameter raises TypeError, and a change in place RuntimeError
    if value.grad is not True and (says_no_grad(lost.expression) or value.borrowed and may_be_none(report, lost)):
        return False
    if value.grad is not True and any(isinstance(h.value, values.Parameter) for h in report.state.names.get(name, ())):
        return False  # another way through the constructor is the one that trains it
    if value.grad is not True and read_without_grad(report, name):
        return False  # nothing would train it
    if value.borrowed and is_made_by_call(report, lost.expression):
        return False  # it may be of integers, and registered where it comes from
    if any(other.name == name and other.value.given or other.value is value and later_changed(report, other.name)
           for other in report.lost_tensors):
        return False
    named = is_name_of_weight(name) and not value.borrowed and lost.expression is not None
    if named and is_fill(lost.expression) is not False and not (value.recomputable and is_one_number(lost.expression)):
        return True
    return (value.random and value.dtype == "float") or value.grad is True


def is_name_of_weight(name: str) -> bool:
    """Whether weights have such a name, and no constants."""
    words = words_of(name)
    return words[-1] in TRAINED and not NOT_TRAINED & set(words)


def says_no_grad(node: ast.expr | None) -> bool:
    """Whether `requires_grad=False` is written."""
    return any(isinstance(part, ast.keyword) and part.arg == "requires_grad" and isinstance(part.value, ast.Constant)
               and part.value.value is False for part in (ast.walk(node) if node is not None else ()))


def may_be_none(report: Report, lost: LostTensor) -> bool:
    """Whether the statement may give the name None, of which nn.Parameter makes a tensor."""
    return any(isinstance(option.value, values.NoneValue) for write in report.state.written
               if write.site.node is lost.site.node for option in values.options(write.value))


def may_be_weight(report: Report, lost: LostTensor) -> bool:
    """Whether name, value and use leave it open if a tensor is meant to be trained."""
    words = words_of(lost.name)
    if isinstance(lost.expression, ast.Name) and lost.value.borrowed and is_name_of_weight(lost.name):
        return not (may_be_none(report, lost) or later_changed(report, lost.name) or "loss" in report.cls.name.lower())
    fits = lost.value.dtype == "float" and not lost.value.given and is_fill(lost.expression) is True
    if not fits or (KEPT | NOT_TRAINED | RUNNING | COUNTS) & set(words) or later_changed(report, lost.name):
        return False
    return words[-1] in OPEN | TRAINED or (report.context.has_optimizer and in_arithmetic(report, lost.name))


def later_changed(report: Report, name: str) -> bool:
    """Whether methods outside of construction change what the name holds, or give it something else."""
    return bool(assigned_later(report, name)) or updated_later(report, name) or assigned_on_others(report, name)


def in_arithmetic(report: Report, name: str) -> bool:
    """Whether `forward` computes with it."""
    parents = report.context.parents
    return any(isinstance(parents[node], (ast.BinOp, ast.UnaryOp)) for node in later(report, name)
               if in_forward(report, node))


def is_saved(report: Report, lost: LostTensor) -> bool:
    """Whether `state_dict()` must have the name: a buffer is saved or not, whichever tensor it holds."""
    alike = [other for other in report.lost_tensors if other.name == lost.name and not other.alias]
    return any(must_be_saved(report, other) for other in (alike or [lost]))


def must_be_saved(report: Report, lost: LostTensor) -> bool:
    """Whether a tensor must be saved: what training changes, and what is drawn at random.  What the constructor is
    given or computes is there again the next time; saved, checkpoints of before would lack it.
    """
    if is_placeholder(lost.expression):
        return False  # of another size in the end, so that what was saved doesn't load
    words = set(words_of(lost.name))
    changes = [node for node in later(report, lost.name) if is_update(report, node)]
    if changes:  # into a part of a cache each call puts what comes in
        cached = words & CACHES and all(isinstance(report.context.parents[n], ast.Subscript) for n in changes)
        return not (cached or all(is_scratch(report, lost.name, node) for node in changes))
    if lost.value.drawn:
        return True
    if is_empty(lost.expression):  # there is nothing in it to be kept
        return assigned_on_others(report, lost.name)
    unseen = not later(report, lost.name)
    return bool(words & RUNNING or (unseen and words & COUNTS)) and is_fill(lost.expression) is not False


# --- where a buffer isn't what fits


def twin_of(report: Report, lost: LostTensor) -> str:
    """The buffer, as `self.name`, of which a tensor is another name or the copy on the CPU; "" where it's none."""
    if lost.twin:
        return lost.twin
    words = lost.name.split("_")
    rest = "_".join(word for word in words if word.lower() != "cpu")
    held = report.state.names.get(rest, ()) if len(words) > 1 and rest != lost.name else ()
    return f"self.{rest}" if held and all(h.slot is not None and h.slot.holds(Place.BUFFERS) for h in held) else ""


def tensor_life(report: Report, lost: LostTensor) -> Life:
    """What methods do with a tensor that is lost; OPEN where another one may stand under the name."""
    if lost.later is not None or "{" in lost.name or lost.name == "…" or lost.in_class_body:
        return Life(Fate.OPEN)
    life = life_of(report, lost.name, is_placeholder(lost.expression))
    elsewhere = any(held.registered for held in report.state.names.get(lost.name, ()))
    # what meets the inputs may be what another way through the constructor registers
    return Life(Fate.OPEN) if life.fate is Fate.MEETS and elsewhere else life


def items_life(report: Report, lost: LostItems) -> Life:
    """What methods do with what a container, or another object, keeps."""
    if lost.in_class_body or "{" in lost.name:
        return Life(Fate.OPEN)
    node = lost.expression
    parts = [node.elt] if isinstance(node, ast.ListComp) else getattr(node, "elts", [])
    return life_of(report, lost.name, bool(parts) and all(map(is_placeholder, parts)))


def is_idle(report: Report, lost: LostTensor) -> bool:
    """Whether no method computes with a tensor where the module is, and training neither changes it nor should."""
    fate = tensor_life(report, lost).fate
    return fate is Fate.UNREAD and not lost.value.random or fate in IDLE and not is_weight(report, lost)


def is_only_placeholder(report: Report, lost: LostTensor) -> bool:
    """Whether methods give the name something else before anything reads it."""
    if lost.first is not None or lost.value.given or read_again(report, lost.name):
        return False
    asked = any(use.kind is Kind.NUMBER for use in report.account.of(lost.name))  # for its size: None has none
    return tensor_life(report, lost).fate is Fate.REPLACED and not asked


def number_of(report: Report, lost: LostTensor) -> str:
    """The function or method by which methods read a number, or a list of numbers, out of it, where they do no more."""
    if lost.first is not None or read_again(report, lost.name):
        return ""
    life = tensor_life(report, lost)
    found = {use.how for use in report.account.of(lost.name)} if life.fate is Fate.NUMBERS else set[str]()
    return next(iter(found)) if len(found) == 1 and found <= NUMBERS.keys() else ""


NUMBERS = {"int": "int({})", "float": "float({})", "bool": "bool({})", "item": "{}.item()", "tolist": "{}.tolist()"}
"""How a number, or a list of them, is read out of a tensor."""
NUMBER_METHODS = frozenset({"item", "tolist"})


# --- how a tensor was made


def called(node: ast.expr | None) -> ast.Call | None:
    """The call that an expression starts with: of `torch.ones(3).view(1, 3) * 2` the first one."""
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(
                node.func.value, (ast.Call, ast.BinOp, ast.Subscript)):
            node = node.func.value
        elif isinstance(node, ast.BinOp):
            node = node.right if isinstance(node.left, ast.Constant) else node.left
        elif isinstance(node, (ast.Subscript, ast.Attribute)):
            node = node.value
        elif isinstance(node, ast.UnaryOp):
            node = node.operand
        else:
            return node if isinstance(node, ast.Call) else None


def last_name(call: ast.Call | None) -> str:
    """The last part of the name of what is called."""
    return called_name(call) if call is not None else ""


def is_fill(node: ast.expr | None) -> bool | None:
    """Whether an expression gives a tensor of one number; None where it's only the name of one."""
    if node is None or isinstance(node, ast.Name):
        return None
    first = called(node)
    if first is None or last_name(first) not in FILLS:
        return False
    return last_name(first) != "tensor" or not first.args or not isinstance(first.args[0], (ast.List, ast.Tuple))


def is_one_number(node: ast.expr | None) -> bool:
    """Whether an expression makes a tensor of a number that is written there: a weight, or a constant."""
    return last_name(called(node)) == "tensor"


def is_made_by_call(report: Report, node: ast.expr | None) -> bool:
    """Whether a function of the code makes it, or a method of the class: not what a tensor's own method gives."""
    func = node.func if isinstance(node, ast.Call) else None
    if isinstance(func, ast.Name):
        return True
    owner = func.value if isinstance(func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and (owner.id == "self" or report.cls.scope.lookup(owner.id) is not None)


def moved_parameter(report: Report, lost: LostTensor) -> ast.expr | None:
    """The Parameter that the constructor moves at once, which makes a tensor of it on another device."""
    node = lost.expression
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or last_name(node) not in (
            "to", "cuda"):
        return None
    made = node.func.value
    is_made = isinstance(made, ast.Call) and report.cls.scope.resolve(made.func) in PARAMETER_CLASSES
    return made if is_made else None


def is_empty(node: ast.expr | None) -> bool:
    """Whether an expression makes a tensor and sets none of its elements."""
    return isinstance(node, ast.Call) and last_name(node) in EMPTY


SIZED = FILLS | LEGACY | frozenset("rand randn randint randperm eye arange linspace logspace".split())


def has_dimensions(node: ast.expr | None) -> bool:
    """Whether an expression certainly makes a tensor of the CPU with dimensions: one without goes with any device."""
    call = called(node)
    if node is None or call is None or last_name(call) not in SIZED:
        return False
    methods = {n.func.attr for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
               and isinstance(n.func.value, (ast.Call, ast.BinOp, ast.Subscript))}
    items = [n for n in ast.walk(node) if isinstance(n, ast.Subscript)]
    device = any(isinstance(n, ast.keyword) and n.arg in ("device", None) for n in ast.walk(node))  # or **kwargs
    if methods - KEEPING or {"to", "type_as"} & methods or items or device:
        return False
    return bool(sizes(call)) or last_name(call) in LEGACY | {"tensor"} and bool(call.args) and (
        isinstance(call.args[0], (ast.List, ast.Tuple, ast.ListComp)))


def is_placeholder(node: ast.expr | None) -> bool:
    """Whether an expression makes a tensor without elements: `torch.empty(0)`, `torch.tensor([])`, `torch.Tensor()`."""
    call = called(node)
    if call is None or last_name(call) not in EMPTY | FILLS:
        return False
    given = call.args[0] if call.args else None
    if isinstance(given, (ast.List, ast.Tuple)) and not given.elts or (given is None and not call.keywords):
        return last_name(call) in LEGACY | {"tensor"}
    return any(map(is_zero, sizes(call)))


def is_zero(node: ast.expr) -> bool:
    """Whether a size is nothing."""
    return isinstance(node, ast.Constant) and node.value == 0 and type(node.value) is int


def sizes(call: ast.Call) -> list[ast.expr]:
    """What a call gives as sizes."""
    if last_name(call) == "tensor":
        return []
    first = call.args[0] if call.args else None
    if isinstance(first, (ast.Tuple, ast.List)):
        return [] if last_name(call) in LEGACY else first.elts
    return call.args[:1] if last_name(call).startswith("full") else call.args


def holds(value: values.Value) -> bool:
    """Whether a registration of a buffer takes a value."""
    return isinstance(value, (values.Tensor, values.NoneValue, values.Unknown, values.Buffer, values.Parameter))
