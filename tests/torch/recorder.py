"""Runs a constructor under PyTorch and writes down what it does to its module, with the line of each step.

nn.Module's own operations are wrapped for the time of a run, a trace function knows the statement that
runs, and a torch function mode sees what becomes of each Parameter.  An operation that PyTorch refuses is
written down and then carried out as if it had succeeded, so that the run shows how construction would have
ended: what comes after the first refusal is kept apart ("later").
"""
from __future__ import annotations

import sys
import types
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakIdKeyDictionary

from tests.torch.holdings import contents, has_state, is_holder
from tests.torch.layout import Layout

ANY = "any"
BEFORE_INIT = frozenset({"TSM301", "TSM302"})
REGISTERS = BEFORE_INIT | {"TSM201", "TSM304"}
TABLES = ("_parameters", "_buffers", "_modules")
BULK_READERS = ("named_modules", "_named_members", "named_children", "_apply", "apply", "state_dict")
CONVERSIONS = {"to", "type", "cpu", "cuda", "float", "double", "half", "bfloat16", "contiguous", "type_as"}


@dataclass
class Plain:
    """A plain attribute as the last assignments left it."""

    value: Any
    lines: list[int]
    buffers: list[str] = field(default_factory=list)


@dataclass
class Watch:
    """A container on the module: which statement put each item there."""

    value: Any
    line: int
    items: dict[int, Item] = field(default_factory=dict)
    carried: dict[int, int] = field(default_factory=dict)


@dataclass
class Item:
    """One item's first appearance in a watched container."""

    thing: Any
    line: int
    buffers: list[str]


@dataclass
class Registered:
    """The last registration of a name."""

    line: int
    update: bool = False
    read: bool = False


@dataclass(frozen=True)
class Replaced:
    """One registration that took another's place."""

    first: int
    second: int
    read: bool
    alive: bool
    update: bool


@dataclass(frozen=True)
class Spoil:
    """Where a fresh Parameter became an ordinary tensor."""

    line: int
    own: bool
    exact: bool
    weak: bool
    parameter: weakref.ref[Any]


@dataclass
class Level:
    """One running program frame."""

    frame: types.FrameType
    line: int
    foreign: bool


class Run:
    """Everything seen while one module is constructed."""

    def __init__(self, layout: Layout, filename: str, program: str, root: nn.Module) -> None:
        self.layout, self.filename, self.program, self.root = layout, filename, program, root
        self.broken = False
        self.after = False
        self.finished = False
        self.initialised = False
        self.stack: list[Level] = []
        self.steps: list[int] = []
        self.executed: set[int] = set()
        self.later: set[int] = set()
        self.used_after: set[int] = set()
        self.plain: dict[str, Plain] = {}
        self.watches: dict[str, Watch] = {}
        self.registered: dict[str, Registered] = {}
        self.replaced: list[Replaced] = []
        self.named: dict[str, set[int]] = {}
        self.callers: dict[int, set[int]] = {}
        self.tainted: set[str] = set()
        self.doubtful: set[str] = set()
        self.doubtful_parameters = WeakIdKeyDictionary()
        self.expected: dict[int, set[str]] = {}
        self.allowed: dict[int, set[str]] = {}
        self.groups: list[tuple[frozenset[int], frozenset[str]]] = []
        self.before_init = 0
        self.after_errors: dict[int, set[str]] = {}
        self.births = WeakIdKeyDictionary()
        self.spoils = WeakIdKeyDictionary()

    # -- lines ---------------------------------------------------------------------------------------------

    def line(self) -> int:
        """The statement of the program that runs now."""
        return self.stack[-1].line if self.stack else 0

    def foreign(self) -> bool:
        return bool(self.stack) and self.stack[-1].foreign

    def trace(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        """The trace function: follows the program's own frames only."""
        if frame.f_code.co_filename != self.filename:
            return None
        self.sync()
        self.stack.append(Level(frame, self.layout.statement(frame.f_lineno), self._is_foreign(frame)))
        return self._trace_inside

    def _trace_inside(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            self.sync()
            level = next((level for level in reversed(self.stack) if level.frame is frame), None)
            if level is not None:
                level.line = self.layout.statement(frame.f_lineno)
                self._mark(level)
        elif event == "return":
            self.sync()
            if self.stack and self.stack[-1].frame is frame:
                self.stack.pop()
        return self._trace_inside

    def _is_foreign(self, frame: types.FrameType) -> bool:
        """Whether a frame belongs to another object than the module under construction."""
        names = frame.f_code.co_varnames
        if frame.f_code.co_argcount and names[0] == "self" and "self" in frame.f_locals:
            return frame.f_locals["self"] is not self.root
        return self.foreign()

    def _mark(self, level: Level) -> None:
        if level.foreign:
            holder = level.frame.f_locals.get("self")
            if not isinstance(holder, nn.Module) and holder is not None and not self.broken:
                self.executed.add(level.line)
        elif self.after:
            self.used_after.add(level.line)
        else:
            (self.later if self.broken else self.executed).add(level.line)

    # -- containers ----------------------------------------------------------------------------------------

    def sync(self) -> None:
        """Put down items that appeared since the last step to the statement that ran."""
        if self.after:
            return
        for watch in self.watches.values():
            now = {id(held.thing): held.thing for held in contents(watch.value, self.program)}
            for gone in [key for key in watch.items if key not in now]:
                del watch.items[gone]
            for key, thing in now.items():
                if key not in watch.items:
                    watch.items[key] = Item(thing, self.line(), self.buffers_that_are(thing))

    def buffers_that_are(self, thing: Any) -> list[str]:
        """The names under which a tensor is registered as a buffer right now, children's included."""
        if not isinstance(thing, torch.Tensor) or isinstance(thing, nn.Parameter):
            return []
        children = self.root.__dict__.get("_modules", {}).values()
        return [name for module in (self.root, *children) if isinstance(module, nn.Module)
                for name, value in module.__dict__.get("_buffers", {}).items() if value is thing]

    # -- operations ----------------------------------------------------------------------------------------

    def allow(self, line: int, *codes: str) -> None:
        self.allowed.setdefault(line, set()).update(codes)

    def expect(self, line: int, codes: frozenset[str] | set[str]) -> None:
        self.expected.setdefault(line, set()).update(codes)

    def noted(self, module: nn.Module, name: str, value: Any, outer: list[int], update: bool) -> None:
        """Write down a successful operation on the root."""
        line = self.line()
        if module is not self.root:
            keeps = isinstance(value, (torch.Tensor, *_HOLDERS)) and name in module.__dict__
            if keeps and not self.foreign():
                self.allow(line, "TSM101", "TSM102", "TSM103", "TSM104", "TSM105", "TSM106")
            return
        self.named.setdefault(name, set()).add(line)
        self.callers.setdefault(line, set()).update(level.line for level in self.stack[:-1])
        if isinstance(value, nn.Parameter) and value in self.doubtful_parameters:
            self.doubtful.add(name)
        if self.after:
            return
        if name in self.root.__dict__ and self.root.__dict__[name] is value:
            self._noted_plain(name, value, [line, *outer])
        elif any(name in self.root.__dict__.get(table, {}) for table in TABLES):
            self.registered[name] = Registered(line, update)
            if hasattr(type(self.root), name):
                self.allow(line, "TSM204")
            self.plain.pop(name, None)
            self.watches.pop(name, None)

    def _noted_plain(self, name: str, value: Any, lines: list[int]) -> None:
        before = self.plain.get(name)
        self.registered.pop(name, None)
        if before is not None and before.value is value and isinstance(value, torch.Tensor):
            lines = before.lines + lines
        self.plain[name] = Plain(value, lines, self.buffers_that_are(value))
        old = self.watches.pop(name, None)
        if not is_holder(value, self.program):
            return
        if old is not None and old.value is value:
            self.watches[name] = old
            return
        watch = self.watches[name] = Watch(value, lines[0])
        for held in contents(value, self.program):
            key = id(held.thing)
            watch.items[key] = Item(held.thing, lines[0], self.buffers_that_are(held.thing))
            if old is not None and key in old.items:
                watch.carried[key] = old.items[key].line

    def deleted(self, name: str) -> None:
        for record in (self.plain, self.watches, self.registered):
            record.pop(name, None)
        self.named.setdefault(name, set()).add(self.line())

    def caught_by_program(self, error: Exception) -> bool:
        """Whether a `try` of the program would see an error raised here."""
        return any(self.layout.catches(level.line, error) for level in self.stack)

    def refused(self, codes: frozenset[str], module: nn.Module, name: Any) -> None:
        """Write down an operation that PyTorch refuses."""
        line = self.line()
        if self.after:
            self.after_errors.setdefault(line, set()).update(codes)
            return
        if self.foreign():
            self.broken = True
            return
        for level in self.stack[:-1]:
            if self.layout.owner.get(level.line) != self.layout.owner.get(line):
                self.allow(level.line, *codes)
        if module is self.root and isinstance(name, str):
            self.named.setdefault(name, set()).add(line)
        if not self.broken:
            if codes == BEFORE_INIT:
                self.before_init = line
            else:
                self.expect(line, codes)
            if "TSM203" in codes:
                self.allow(line, "TSM101", "TSM102", "TSM103", "TSM104", "TSM105", "TSM106")
            if "TSM201" in codes and module is self.root:
                self._taken(name)
        elif "TSM201" in codes and module is self.root and name in self.plain:
            self.later.add(line)
            self.allow(line, *codes)
            for earlier in self.plain[name].lines:
                self.allow(earlier, "TSM101", "TSM102", "TSM103", "TSM104", "TSM105", "TSM106")
        elif codes != BEFORE_INIT:
            self.later.add(line)
            self.allow(line, *codes)
        else:
            self.allow(line, *codes)
        if module is self.root and isinstance(name, str):
            self.tainted.add(name)
            if codes & REGISTERS:
                self.registered[name] = Registered(line, update=True)
        self.broken = True

    def _taken(self, name: str) -> None:
        """The bare tensor that keeps a name taken is a finding of its own."""
        before = self.plain.get(name)
        if before is None:
            return
        code = {"TSM102" if getattr(before.value, "requires_grad", False) else "TSM101"}
        if not isinstance(before.value, torch.Tensor):
            for line in before.lines:
                self.allow(line, "TSM103", "TSM104", "TSM105", "TSM106")
        elif len(set(before.lines)) == 1 and before.value not in self.spoils and not before.buffers:
            self.expect(before.lines[0], code)
        else:
            for line in before.lines:
                self.allow(line, "TSM101", "TSM102", "TSM106")

    def unsettled(self, name: str) -> None:
        """An error that no rule is certain to speak for; construction goes on behind it."""
        self.allow(self.line(), ANY)
        self.tainted.add(name)
        self.broken = self.broken or not self.after

    def second_init(self) -> None:
        """nn.Module.__init__ wipes what was registered: the call is somewhere on the stack."""
        lines = [level.line for level in self.stack if not level.foreign]
        if not self.broken:
            self.groups.append((frozenset(lines), frozenset({"TSM306"})))
        for line in lines:
            self.allow(line, "TSM306")
        self.broken = True

    # -- tensors -------------------------------------------------------------------------------------------

    def born(self, parameter: Any) -> None:
        self.births[parameter] = self.line()
        if self.after:
            self.allow(self.line(), "TSM108")

    def torch_call(self, func: Any, args: tuple[Any, ...], result: Any) -> None:
        """Follow fresh Parameters into the tensors that are made from them."""
        if isinstance(result, (tuple, list)):
            for part in result:
                self.torch_call(func, args, part)
            return
        if not isinstance(result, torch.Tensor):
            return
        for source in args:
            parts = source if isinstance(source, (tuple, list)) else (source,)
            for part in parts:
                if isinstance(part, torch.Tensor):
                    self._follow(func, part, result)

    def _follow(self, func: Any, source: torch.Tensor, result: torch.Tensor) -> None:
        line = self.line()
        name = getattr(func, "__name__", "")
        if name == "__get__":
            name = getattr(getattr(func, "__self__", None), "__name__", "")
        if source is result:
            if isinstance(source, nn.Parameter) and name in CONVERSIONS:
                self.doubtful_parameters[source] = True
                self.allow(line, "TSM102", "TSM101")
            return
        if isinstance(result, nn.Parameter) or name in ("detach", "data", "clone_detached"):
            return
        if isinstance(source, nn.Parameter) and source in self.births:
            born = self.births[source]
            weak = not result.requires_grad
            if born == line:
                self.allow(line, "TSM102")
            self.spoils[result] = Spoil(line, born == line, True, weak, weakref.ref(source))
        elif source in self.spoils:
            spoil = self.spoils[source]
            weak = spoil.weak or not result.requires_grad
            self.spoils[result] = Spoil(spoil.line, spoil.own, spoil.exact and spoil.line == line, weak,
                                        spoil.parameter)

    def in_place_on_leaf(self, tensor: Any) -> None:
        """An in-place operation on a leaf that requires grad raises RuntimeError."""
        line = self.line()
        if self.after or self.foreign():
            self.broken = self.broken or not self.after
            self.allow(line, ANY)
            return
        fresh = isinstance(tensor, nn.Parameter) and self.births.get(tensor) == line
        if fresh and not self.broken:
            self.expect(line, {"TSM305"})
        else:
            self.allow(line, ANY)
        self.broken = True


_HOLDERS = (list, tuple, set, dict)
_current: Run | None = None


def classify(error: Exception, operation: str, module: nn.Module, run: Run) -> frozenset[str] | None:
    """The rules that a refusal of PyTorch's stands for; None for an error that is no refusal."""
    text = str(error)
    keyed = isinstance(module, (nn.ModuleDict, nn.ParameterDict))
    if isinstance(error, KeyError) and "already exists" in text:
        return frozenset({"TSM201", "TSM204", "TSM303"} if keyed else {"TSM201"})
    if isinstance(error, KeyError) and ("can\\'t contain" in text or "can't contain" in text
                                        or "be empty string" in text):
        return frozenset({"TSM303", "TSM204"} if keyed else {"TSM303"})
    if isinstance(error, TypeError):
        if "name should be a string" in text:
            return frozenset({"TSM204", "TSM303"} if keyed else {"TSM303"})
        if "is not a Module subclass" in text or "object to buffer" in text or "object to parameter" in text:
            return frozenset({"TSM304"})
        if " as parameter " in text or " as child module " in text or " as buffer " in text:
            return frozenset({"TSM203"})
    if isinstance(error, ValueError) and "Cannot assign non-leaf" in text:
        return frozenset({"TSM304"} if operation == "register_parameter" else {"TSM102", "TSM304"})
    if isinstance(error, AttributeError) and "before Module.__init__() call" in text:
        return BEFORE_INIT
    return None


def _succeed(operation: str, codes: frozenset[str], module: nn.Module, name: Any, value: Any) -> None:
    """Leave the module as if the refused operation had gone through, as far as that makes sense."""
    if not isinstance(name, str) or "TSM203" in codes or "TSM303" in codes and "TSM201" not in codes:
        return
    kind = {"register_buffer": torch.Tensor, "register_parameter": nn.Parameter}.get(operation, nn.Module)
    table = {"register_buffer": "_buffers", "register_parameter": "_parameters"}.get(operation, "_modules")
    if operation == "__setattr__":
        kind = nn.Parameter if isinstance(value, nn.Parameter) else torch.Tensor
        table = "_parameters" if isinstance(value, nn.Parameter) else "_buffers"
    fits = value is None or isinstance(value, kind)
    if "TSM201" in codes and fits:
        for other in TABLES:
            module.__dict__[other].pop(name, None)
        module.__dict__.pop(name, None)
        module.__dict__[table][name] = value
    elif not any(name in module.__dict__.get(other, {}) for other in TABLES):
        module.__dict__.setdefault(name, value)


def _wrap(operation: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def wrapper(module: nn.Module, /, *args: Any, **kwargs: Any) -> Any:
        run = _current
        if run is None:
            return original(module, *args, **kwargs)
        direct = sys._getframe(1).f_code.co_filename == run.filename
        if not direct and run.steps:
            return original(module, *args, **kwargs)
        if not run.stack:
            return original(module, *args, **kwargs)
        return _operate(run, operation, original, module, args, kwargs, direct)
    return wrapper


def _arguments(operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    keyword = {"register_buffer": "tensor", "register_parameter": "param"}.get(operation, "module")
    name = args[0] if args else kwargs.get("name")
    value = args[1] if len(args) > 1 else kwargs.get(keyword)
    return name, value


def _table_entry(module: nn.Module, name: Any) -> Any:
    if isinstance(name, str):
        for table in TABLES:
            if name in module.__dict__.get(table, {}):
                return module.__dict__[table][name]
    return None


def _operate(run: Run, operation: str, original: Callable[..., Any], module: nn.Module,
             args: tuple[Any, ...], kwargs: dict[str, Any], direct: bool) -> Any:
    run.sync()
    name, value = _arguments(operation, args, kwargs)
    old = _table_entry(module, name) if module is run.root else None
    record = run.registered.get(name) if module is run.root and isinstance(name, str) else None
    outer = list(run.steps)
    run.steps.append(run.line())
    try:
        result = original(module, *args, **kwargs)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        codes = classify(error, operation, module, run)
        if codes is None:
            if "has no setter" in str(error) and module is run.root:
                run.unsettled(name)
                return None
            raise
        if run.caught_by_program(error):
            run.allow(run.line(), ANY)
            run.doubtful.add(str(name))
            raise
        known = module is run.root or type(module).__module__.startswith("torch.nn")
        if "TSM203" in codes and not known:
            run.allow(run.line(), ANY)
            run.broken = True
            return None
        run.refused(codes, module, name)
        _succeed(operation, codes, module, name, value)
        return None
    finally:
        run.steps.pop()
    if operation == "__delattr__":
        if module is run.root:
            run.deleted(name)
        return result
    if direct and isinstance(name, str):
        update = value is None or operation == "__setattr__" and not isinstance(
            value, (nn.Parameter, nn.Buffer, nn.Module))
        if record is not None and old is not None and old is not value and not run.after:
            alive = sys.getrefcount(old) > 2
            slight = update or record.update or isinstance(old, nn.Module) and not has_state(old)
            run.replaced.append(Replaced(record.line, run.line(), record.read, alive, slight))
        run.noted(module, name, value, outer, update)
    return result


class _Mode(TorchFunctionMode):  # type: ignore[misc, unused-ignore]
    """Sees every torch call of the program."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        run = _current
        try:
            result = func(*args, **(kwargs or {}))
        except RuntimeError as error:
            if run is None or not run.stack or run.caught_by_program(error):
                raise
            if "leaf Variable that requires grad is being used in an in-place" not in str(error):
                raise
            run.in_place_on_leaf(args[0])
            return args[0]
        if run is not None and run.stack:
            run.torch_call(func, tuple(args) + tuple((kwargs or {}).values()), result)
        return result


def _new_parameter(original: Callable[..., Any]) -> Callable[..., Any]:
    def new(cls: type, data: Any = None, requires_grad: bool = True) -> Any:
        run = _current
        if run is None or not run.stack:
            return original(cls, data, requires_grad)
        direct = sys._getframe(1).f_code.co_filename == run.filename
        try:
            result = original(cls, data, requires_grad)
        except RuntimeError as error:
            if "can require gradients" not in str(error) or run.caught_by_program(error):
                raise
            run.refused(frozenset({"TSM305"} if direct else {"TSM304", "TSM305"}), run.root, None)
            return original(cls, data, False)
        if direct:
            run.born(result)
        return result
    return new


def _init(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(module: nn.Module, /, *args: Any, **kwargs: Any) -> None:
        run = _current
        if run is not None and module is run.root:
            if any(module.__dict__.get(table) for table in TABLES):
                run.second_init()
            run.initialised = True
        elif run is not None and run.after and run.stack:
            run.allow(run.line(), "TSM108")
        original(module, *args, **kwargs)
    return init


def _getattr(original: Callable[..., Any]) -> Callable[..., Any]:
    def getattribute(module: nn.Module, name: str) -> Any:
        run = _current
        if run is not None and module is run.root and not run.steps and name in run.registered:
            if "hasattr(" in run.layout.text.get(run.line(), ""):
                run.registered[name].update = True
            else:
                run.registered[name].read = True
        return original(module, name)
    return getattribute


def _bulk(original: Callable[..., Any]) -> Callable[..., Any]:
    def reader(module: nn.Module, /, *args: Any, **kwargs: Any) -> Any:
        run = _current
        if run is not None and module is run.root:
            for record in run.registered.values():
                record.read = True
        return original(module, *args, **kwargs)
    return reader


@contextmanager
def patched() -> Iterator[None]:
    """Wrap nn.Module's operations for as long as the context lasts."""
    saved: list[tuple[Any, str, Any]] = []

    def put(owner: Any, name: str, value: Any) -> None:
        saved.append((owner, name, owner.__dict__[name]))
        setattr(owner, name, value)

    for name in ("__setattr__", "__delattr__", "register_buffer", "register_parameter", "add_module",
                 "register_module"):
        put(nn.Module, name, _wrap(name, getattr(nn.Module, name)))
    put(nn.Module, "__init__", _init(nn.Module.__init__))
    put(nn.Module, "__getattr__", _getattr(nn.Module.__dict__["__getattr__"]))
    for name in BULK_READERS:
        put(nn.Module, name, _bulk(getattr(nn.Module, name)))
    put(nn.Parameter, "__new__", staticmethod(_new_parameter(nn.Parameter.__new__)))
    try:
        with _Mode():
            yield
    finally:
        for owner, name, value in reversed(saved):
            setattr(owner, name, value)


def record(run: Run, call: Callable[[], Any]) -> Exception | None:
    """Make one call under the run's eyes; the error that ended it, if one did."""
    global _current
    before = sys.gettrace()
    _current = run
    sys.settrace(run.trace)
    try:
        call()
    except Exception as error:
        return error
    finally:
        sys.settrace(before)
        _current = None
        run.stack.clear()
        run.steps.clear()
    return None
