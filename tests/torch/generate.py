"""Random programs of nn.Module classes, written the way people write them, mistakes included.

Everything comes from one random.Random(seed).  The generator keeps a rough idea of what each name holds, so
that most programs get through construction; now and then it forgets about it, and PyTorch refuses something.
A line that ends in `# open` does something that no reading of the file could decide.
"""
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.torch.templates import (
    BAD_PARAMETERS, BOOLS, BUFFERS, COMPLEX, FLOATS, GRADS, HELPERS, HOLDERS, INTEGERS, MATRICES, MODULES,
    PARAMETERS, PLAIN, SCALARS, SPOILED, STATELESS, STEPS, TUPLES, UNTIED,
)

NAMES = (
    "weight", "bias", "scale", "mask", "table", "proj", "gain", "shift", "cache", "freq", "norm", "rows",
    "head", "gate", "memory", "anchor", "codes", "phase",
)
RESERVED = ("type", "forward", "modules", "parameters", "half", "state_dict", "apply", "children")
FLAGS = ("a", "b", "c")
LOCALS = ("t", "p", "value", "layer", "x", "grid", "row")

State = dict[str, frozenset[str]]
ABSENT = frozenset({"absent"})
TENSORS = ("tensor", "grad", "spoiled", "untied", "int", "bool", "complex", "matrix", "scalar")


@dataclass
class Subject:
    """The class that is being written, and what the generator believes of its names."""

    name: str
    names: list[str]
    state: State = field(default_factory=dict)
    initialised: bool = False
    methods: list[str] = field(default_factory=list)
    helpers: int = 0
    depth: int = 0
    arguments: dict[str, str] = field(default_factory=dict)
    branched: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)

    def kinds(self, name: str) -> frozenset[str]:
        return self.state.get(name, ABSENT)


APART = Subject("", [], depth=-1)  # for expressions that can't use the flags or the methods of a class


class Program:
    """One random program."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.torch = self.rng.choice(("torch", "torch", "torch", "th"))
        self.nn = self.rng.choice(("nn", "nn", "nn", f"{self.torch}.nn"))
        self.functional = self.rng.choice(("F", "F", f"{self.nn}.functional"))
        self.careless = self.rng.choice((0.0, 0.02, 0.05, 0.15))
        self.used: dict[str, str] = {}
        self.classes: list[str] = []
        self.finished: list[Subject] = []
        self.tried = False

    # -- small choices -------------------------------------------------------------------------------------

    def pick(self, *choices: str) -> str:
        return self.rng.choice(choices)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def fill(self, template: str, depth: int = 1) -> str:
        """A template with its holes filled by smaller expressions."""
        pairs = {"t": self.torch, "nn": self.nn, "F": self.functional}
        makers: dict[str, Callable[[], str]] = {
            "x": lambda: self.float1(depth), "y": lambda: self.float1(0),
            "m": lambda: self.fill(self.pick(*MATRICES), 0),
            "s": lambda: self.fill(self.pick(*SCALARS), 0), "i": lambda: self.fill(self.pick(*INTEGERS), 0),
            "i2": lambda: self.fill(self.pick(*INTEGERS), 0), "n": lambda: self.fill(self.pick(*BOOLS), 0),
            "g": lambda: self.fill(self.pick(*GRADS), 0), "c": lambda: self.fill(self.pick(*COMPLEX), 0),
            "p": lambda: f"{self.nn}.Parameter({self.float1(0)})", "m_": lambda: f"{self.nn}.Linear(2, 2)",
        }
        for key, make in makers.items():
            if "{" + key + "}" in template:
                text = make()
                alone = "{" + key + "}" == template
                inner = template.replace("{" + key + "}", "")
                pairs[key] = text if alone or _atomic(text) or _enclosed(template, key,
                                                                         inner) else f"({text})"
        return template.format(**pairs)

    def float1(self, depth: int) -> str:
        """A float tensor of two elements that needs no gradient."""
        if depth > 0 and self.chance(0.45):
            return self.fill(self.pick(*STEPS), depth - 1)
        return self.fill(self.pick(*FLOATS), 0)

    # -- values --------------------------------------------------------------------------------------------

    def value(self, kind: str, subject: Subject) -> str:
        """An expression of a kind; helpers of the file now and then."""
        if self.chance(0.12):
            text = self.helper_call(kind, subject)
            if text:
                return text
        if self.chance(0.12):
            text = self.own_method(kind, subject)
            if text:
                return text
        table: dict[str, tuple[str, ...]] = {
            "tensor": ("{x}",), "matrix": MATRICES, "scalar": SCALARS, "int": INTEGERS, "bool": BOOLS,
            "complex": COMPLEX,
            "grad": GRADS, "param": PARAMETERS, "spoiled": SPOILED, "untied": UNTIED, "module": MODULES,
            "stateless": STATELESS, "buffer": BUFFERS, "other": PLAIN, "tensors": TUPLES, "none": ("None",),
            "badparam": BAD_PARAMETERS,
        }
        text = self.fill(self.pick(*table[kind]), 2)
        if kind == "module" and self.classes and self.chance(0.1):
            return f"{self.pick(*self.classes)}()"
        if subject.depth >= 0 and kind in ("tensor", "param", "module") and self.chance(0.08):
            other = self.value(kind, subject) if self.chance(0.5) else self.value("none", subject)
            return f"{text} if {self.test(subject)} else {other}"
        return text

    def helper_call(self, kind: str, subject: Subject) -> str:
        fitting = [row for row in HELPERS if row[1] == kind]
        if not fitting:
            return ""
        call, _, text = self.rng.choice(fitting)
        if "(a)" in call and subject.depth < 0:
            return ""
        self.used[call.split("(")[0]] = self.fill_names(text)
        return self.fill(call, 0)

    def fill_names(self, text: str) -> str:
        return text.format(t=self.torch, nn=self.nn, F=self.functional)

    def own_method(self, kind: str, subject: Subject) -> str:
        """A call of a method of the class that makes the value."""
        if kind not in ("tensor", "param", "module", "other", "spoiled", "grad",
                        "matrix") or subject.helpers > 2:
            return ""
        if subject.depth < 0:
            return ""
        subject.helpers += 1
        name = f"_make_{subject.name[:1].lower()}{subject.helpers}"
        text = self.value(kind, APART)
        style = self.rng.randrange(4)
        annotation = f" -> {self.torch}.Tensor" if kind in ("tensor", "matrix") and self.chance(0.3) else ""
        if style == 0:
            body = [f"def {name}(self){annotation}:", f"    return {text}"]
            call = f"self.{name}()"
        elif style == 1:
            body = [f"def {name}(self, n=2){annotation}:", f"    made = {text}", "    return made"]
            call = self.pick(f"self.{name}()", f"self.{name}(n=2)", f"self.{name}(2)")
        elif style == 2:
            body = ["@staticmethod", f"def {name}(){annotation}:", f"    return {text}"]
            call = f"self.{name}()"
        else:
            body = [f"def {name}(self, first){annotation}:", "    if first:", f"        made = {text}",
                    "    else:",
                    f"        made = {self.value(kind, APART)}", "    return made"]
            call = f"self.{name}({self.pick('True', 'False', *FLAGS)})"
        subject.methods.append("\n".join(body))
        return call

    def test(self, subject: Subject) -> str:
        flag = self.pick(*FLAGS)
        if self.chance(0.8):
            return self.pick(flag, flag, flag, f"not {flag}")
        other = self.pick(*[f for f in FLAGS if f != flag])
        return self.pick(f"{flag} and {other}", f"{flag} or {other}", f"{flag} and not {other}")

    # -- statements ----------------------------------------------------------------------------------------

    def body(self, subject: Subject, count: int, depth: int) -> list[str]:
        """A run of statements, never empty."""
        lines: list[str] = []
        for _ in range(count):
            lines += self.statement(subject, depth)
        return lines or ["pass"]

    def statement(self, subject: Subject, depth: int) -> list[str]:
        simple: list[tuple[int, Callable[[Subject], list[str]]]] = [
            (34, self.assign), (13, self.register), (9, self.container), (5, self.later_insert),
            (4, self.delete),
            (5, self.alias), (3, self.stale), (4, self.local_first), (4, self.set_by_name),
            (3, self.augmented), (3, self.unpack),
            (2, self.walrus), (3, self.holder), (3, self.in_place), (3, self.from_other),
            (2, self.touch_child),
            (2, self.own_helper), (2, self.grad_flag), (2, self.reserved), (3, self.invalid),
            (2, self.plain_local),
            (2, self.registered_list), (2, self.argument), (1, self.bypass), (1, self.multiline),
        ]
        compound: list[tuple[int, Callable[[Subject, int], list[str]]]] = [
            (12, self.branch), (5, self.loop), (2, self.guarded), (3, self.presence), (2, self.with_block),
            (1, self.leave),
            (2, self.while_loop),
        ]
        if depth < 2 and self.chance(0.28):
            return self.weighted(compound)(subject, depth)
        return self.weighted(simple)(subject)

    def weighted(self, rows: list[tuple[int, Callable[..., list[str]]]]) -> Callable[..., list[str]]:
        return self.rng.choices([row[1] for row in rows], [row[0] for row in rows])[0]

    def free(self, subject: Subject, place: str) -> list[str]:
        """The names that can still be registered as that kind."""
        return [name for name in subject.names
                if subject.kinds(name) <= {"absent", place} and name not in subject.forbidden]

    def fits(self, subject: Subject, name: str, kind: str) -> bool:
        """Whether PyTorch will take an assignment of the kind to the name, as far as the generator knows."""
        if self.chance(self.careless):
            return True
        now = subject.kinds(name)
        if name in subject.forbidden:
            return False
        if not subject.initialised and kind in ("param", "module", "stateless", "buffer"):
            return False
        if kind == "param":
            return True
        if kind == "badparam":
            return self.chance(0.5)
        if kind in ("module", "stateless"):
            return "param" not in now
        if kind == "buffer":
            return now <= {"absent", "buffer"}
        if kind == "none":
            return True
        if kind in TENSORS:
            return not now & {"param", "module"}
        return not now & {"param", "module", "buffer"}

    def set_state(self, subject: Subject, name: str, kind: str) -> None:
        now = subject.kinds(name)
        if kind == "none" and now & {"param", "module", "buffer"}:
            return
        if kind in TENSORS:
            kind = "buffer" if now == {"buffer"} else "tensor"
        kind = {"stateless": "module", "badparam": "param"}.get(kind, kind)
        subject.state[name] = frozenset({kind})

    def name_for(self, subject: Subject, kind: str) -> str:
        for _ in range(8):
            name = self.pick(*subject.names)
            if self.fits(subject, name, kind):
                return name
        fresh = [name for name in NAMES if name not in subject.names and name not in subject.state]
        name = self.pick(*fresh) if fresh else f"extra{self.rng.randrange(99)}"
        subject.names.append(name)
        return name

    def kind(self) -> str:
        kinds = ("tensor", "matrix", "scalar", "int", "bool", "complex", "grad", "param", "spoiled", "untied",
                 "module",
                 "stateless", "buffer", "other", "none", "tensors", "badparam")
        return self.rng.choices(kinds, (14, 4, 3, 3, 2, 1, 5, 16, 5, 2, 14, 3, 5, 16, 5, 3, 1))[0]

    def assign(self, subject: Subject) -> list[str]:
        kind = self.kind()
        name = self.name_for(subject, kind)
        lines = [f"self.{name} = {self.value(kind, subject)}"]
        if kind == "tensor" and self.chance(0.05):
            lines = [f"self.{name}: {self.torch}.Tensor = {self.value(kind, subject)}"]
        self.set_state(subject, name, kind)
        return lines

    def register(self, subject: Subject) -> list[str]:
        function, kinds = self.rng.choice((
            ("register_buffer", ("tensor", "int", "bool", "matrix", "none", "tensor")),
            ("register_buffer", ("tensor", "matrix")),
            ("register_parameter", ("param", "param", "none")), ("add_module", ("module",)),
            ("register_module", ("module",)),
        ))
        kind = self.pick(*kinds)
        place = {"register_buffer": "buffer", "register_parameter": "param"}.get(function, "module")
        if not subject.initialised and not self.chance(self.careless):
            return self.assign(subject)
        if self.chance(self.careless * 0.5):
            kind = self.pick("other", "tensor", "spoiled", "module", "param")
        fitting = self.free(subject, place)
        name = self.pick(*fitting) if fitting and not self.chance(self.careless) else self.name_for(subject,
                                                                                                    "buffer")
        value = self.value(kind, subject)
        self_ = f"self.{function}"
        keyword = {"register_buffer": "tensor", "register_parameter": "param"}.get(function, "module")
        subject.state[name] = frozenset({place, "none"} if kind == "none" else {place})
        tail = self.pick("", "", ", persistent=False") if function == "register_buffer" else ""
        style = self.rng.randrange(6)
        if style == 0:
            return [f'{self_}(name="{name}", {keyword}={value}{tail})']
        if style == 1:
            return [f'{self_}({keyword}={value}, name="{name}"{tail})']
        if style == 2:
            return [f'{self_}("{name}", {keyword}={value}{tail})']
        return [f'{self_}("{name}", {value}{tail})']

    def items(self, subject: Subject) -> tuple[str, list[str]]:
        kind = self.rng.choices(("tensor", "param", "module", "stateless", "other", "mixed", "grad", "int"),
                                (8, 6, 7, 3, 4, 3, 1, 1))[0]
        count = self.rng.randrange(1, 4)
        kinds = [self.pick("tensor", "param", "module",
                           "other") if kind == "mixed" else kind for _ in range(count)]
        return kind, [self.value(k, APART) for k in kinds]

    def collection(self, subject: Subject) -> tuple[str, str]:
        """The text of a container and the kind of its type."""
        kind, items = self.items(subject)
        joined = ", ".join(items)
        keys = [f'"{key}": {item}' for key, item in zip(("q", "k", "v"), items)]
        shape = self.rng.randrange(16)
        if shape < 4:
            return f"[{joined}]", "list"
        if shape == 4:
            return f"({joined},)", "tuple"
        if shape == 5:
            return "{" + ", ".join(keys) + "}", "dict"
        if shape == 6:
            return f"[{items[0]} for _ in range(2)]", "list"
        if shape == 7:
            return "{str(i): " + items[0] + " for i in range(2)}", "dict"
        if shape == 8:
            return f"dict(q={items[0]})", "dict"
        if shape == 9:
            return f"OrderedDict(q={items[0]})", "dict"
        if shape == 10:
            return f"deque([{joined}])", "deque"
        if shape == 11:
            return "defaultdict(list, q=[" + joined + "])", "ddict"
        if shape == 12:
            return f"list(({joined},))", "list"
        if shape == 13:
            return f"tuple([{joined}])", "tuple"
        if shape == 14:
            return "{" + f'"q": [{joined}]' + "}", "dictoflist"
        return ("[[" + joined + "]]", "listoflist") if self.chance(0.5) else (f"[({joined},)]", "listoflist")

    def container(self, subject: Subject) -> list[str]:
        name = self.name_for(subject, "other")
        text, kind = self.collection(subject)
        subject.state[name] = frozenset({kind})
        if self.chance(0.3):
            local = self.pick("rows", "parts", "found")
            if kind == "list" and self.chance(0.6):
                subject.state[name] = frozenset({"list"})
                item = self.value(self.pick("tensor", "param", "module", "other"), APART)
                return [f"{local} = []", "for _ in range(2):", f"    {local}.append({item})",
                        f"self.{name} = {local}"]
            return [f"{local} = {text}", f"self.{name} = {local}"]
        return [f"self.{name} = {text}"]

    def with_kind(self, subject: Subject, *kinds: str) -> str:
        """A name that certainly holds one of the kinds, or an empty string."""
        found = [name for name, now in subject.state.items()
                 if len(now) == 1 and now <= set(kinds) and name not in subject.forbidden]
        return self.pick(*found) if found else ""

    def later_insert(self, subject: Subject) -> list[str]:
        lines: list[str] = []
        name = self.with_kind(subject, "list", "dict", "deque", "ddict", "dictoflist", "listoflist")
        if not name or self.chance(0.5):
            name = self.name_for(subject, "other")
            kind, text = self.rng.choice((("list", "[]"), ("list", "list()"), ("dict", "{}"),
                                          ("dict", "dict()"),
                                          ("dict", "OrderedDict()"), ("ddict", "defaultdict(list)"),
                                          ("deque", "deque()")))
            lines.append(f"self.{name} = {text}")
            subject.state[name] = frozenset({kind})
        kind = min(subject.kinds(name))
        item = self.value(self.rng.choices(("tensor", "param", "module", "stateless", "other", "none"),
                                           (5, 4, 5, 2, 3, 1))[0], subject)
        key = self.pick('"z"', '"q"', "0")
        inserts = {
            "list": (f"self.{name}.append({item})", f"self.{name}.extend([{item}])",
                     f"self.{name} += [{item}]",
                     f"self.{name}.insert(0, {item})", f"self.{name} = self.{name} + [{item}]"),
            "deque": (f"self.{name}.append({item})", f"self.{name}.appendleft({item})"),
            "dict": (f"self.{name}[{key}] = {item}", f"self.{name}.update({{{key}: {item}}})",
                     f"self.{name}.setdefault({key}, {item})"),
            "ddict": (f"self.{name}[{key}].append({item})", f"self.{name}[{key}] = [{item}]"),
            "dictoflist": (f'self.{name}["q"].append({item})', f'self.{name}["z"] = [{item}]'),
            "listoflist": (f"self.{name}.append([{item}])", f"self.{name}.append(({item},))"),
        }
        row = self.pick(*inserts[kind])
        if self.chance(0.25):
            local = self.pick("value", "t", "entry")
            return [*lines, f"{local} = {item}", row.replace(item, local)]
        return [*lines, row]

    def registered_list(self, subject: Subject) -> list[str]:
        """A plain list next to the registration that makes it harmless."""
        name, other = self.name_for(subject, "other"), f"{self.pick(*NAMES)}_list"
        if not subject.initialised:
            return self.assign(subject)
        subject.state[name] = frozenset({"list"})
        subject.state[other] = frozenset({"module"})
        first = f"self.{name} = [{self.nn}.Linear(2, 2) for _ in range(2)]"
        style = self.rng.randrange(5)
        if style == 0:
            return [first, f"self.{other} = {self.nn}.ModuleList(self.{name})"]
        if style == 1:
            return [first, f"self.{other} = {self.nn}.Sequential(*self.{name})"]
        if style == 2:
            return [first, f"for i, m in enumerate(self.{name}):",
                    f'    self.add_module(f"{other}_{{i}}", m)']
        if style == 3:
            subject.state[name] = frozenset({"module"})
            return [f"self.{name} = []", f"self.{name}.append({self.nn}.Linear(2, 2))",
                    f"self.{name} = {self.nn}.Sequential(*self.{name})"]
        return [f"self.{other} = {self.nn}.Parameter({self.torch}.ones(2))", f"self.{name} = [self.{other}]"]

    def delete(self, subject: Subject) -> list[str]:
        present = [n for n,
                   now in subject.state.items() if "absent" not in now and n not in subject.forbidden]
        if not present:
            return self.assign(subject)
        name = self.pick(*present)
        subject.state[name] = ABSENT
        lines = [f"del self.{name}"] if self.chance(0.8) else [f'delattr(self, "{name}")']
        if self.chance(0.7):
            kind = self.pick("buffer", "param", "tensor", "module", "none")
            if kind == "buffer" and subject.initialised:
                subject.state[name] = frozenset({"buffer"})
                return [*lines, f'self.register_buffer("{name}", {self.value("tensor", subject)})']
            if self.fits(subject, name, kind):
                lines.append(f"self.{name} = {self.value(kind, subject)}")
                self.set_state(subject, name, kind)
        return lines

    def alias(self, subject: Subject) -> list[str]:
        source = self.with_kind(subject, "buffer") if self.chance(0.4) else ""
        source = source or self.with_kind(subject, "buffer", "param", "module", "tensor")
        if not source:
            return self.assign(subject)
        kind = min(subject.kinds(source))
        target = self.name_for(subject, {"buffer": "tensor"}.get(kind, kind))
        if target == source:
            return self.assign(subject)
        if kind in ("buffer", "param", "tensor") and self.chance(0.4):
            text = self.pick(f"self.{source} * 2", f"self.{source}.clone()", f"self.{source}.detach()",
                             f"self.{source}.sum()",
                             f"self.{source} + 1", f"{self.torch}.zeros_like(self.{source})",
                             f"self.{source}.shape",
                             f"self.{source}.data",
                             f"{self.nn}.Parameter(self.{source}.detach().float().clone())")
            made = "other" if "shape" in text else "param" if "Parameter" in text else "tensor"
            if not self.fits(subject, target, made):
                return self.assign(subject)
            self.set_state(subject, target, made)
            return [f"self.{target} = {text}"]
        if self.chance(0.3):
            target = self.name_for(subject, "other")
            if target == source:
                return self.assign(subject)
            text, made = self.rng.choice(((f"[self.{source}]", "list"), (f"(self.{source},)", "tuple"),
                                          ('{"q": self.' + source + "}", "dict")))
            subject.state[target] = frozenset({made})
            return [f"self.{target} = {text}"]
        self.set_state(subject, target, kind if kind != "buffer" else "tensor")
        return [f"self.{target} = self.{source}"]

    def stale(self, subject: Subject) -> list[str]:
        """A buffer, and a second name for it that PyTorch knows nothing of."""
        fitting = self.free(subject, "buffer")
        if not fitting or not subject.initialised:
            return self.assign(subject)
        source = self.pick(*fitting)
        subject.state[source] = frozenset({"buffer"})
        target = self.name_for(subject, "other")
        if target == source:
            return self.assign(subject)
        lines = [f'self.register_buffer("{source}", {self.value("tensor", subject)})']
        read, kind = self.rng.choice((
            (f"self.{source}", "tensor"), (f"self.{source}", "tensor"), (f"[self.{source}]", "list"),
            (f"(self.{source}, 2)", "tuple"),
            ('{"k": self.' + source + "}", "dict"),
            (f"self.{source} if {self.pick(*FLAGS)} else None", "tensor"),
            (f"self.{source}.clone()", "tensor"), (f"self.{source}.shape", "other")))
        subject.state[target] = frozenset({kind})
        if self.chance(0.25):
            local = self.pick(*LOCALS)
            return [*lines, f"{local} = {read}", f"self.{target} = {local}"]
        return [*lines, f"self.{target} = {read}"]

    def local_first(self, subject: Subject) -> list[str]:
        """A local variable on the way to the module."""
        kind = self.pick("tensor", "param", "module", "grad", "spoiled", "other", "tensor", "int")
        local = self.pick(*LOCALS)
        lines = [f"{local} = {self.value(kind, subject)}"]
        if kind == "tensor" and self.chance(0.5):
            lines += self.rng.choice(([f"{local} = {local} * 2"], [f"{local}[0] = 1.0"],
                                      [f"{local} = {local}.clone()"],
                                      [f"{local} += 1"], [f"{local} = {self.torch}.sin({local})"]))
            if lines[-1].endswith(("= 1.0", "+= 1")):
                lines[0] = f"{local} = {self.torch}.zeros(2)"
        if kind == "param" and self.chance(0.2):
            lines.append(f"{self.nn}.init.zeros_({local})")
        if kind == "tensor" and subject.initialised and self.chance(0.5):
            fitting = self.free(subject, "buffer")
            if fitting:
                name = self.pick(*fitting)
                subject.state[name] = frozenset({"buffer"})
                return [*lines, f'self.register_buffer("{name}", {local})']
        name = self.name_for(subject, kind)
        self.set_state(subject, name, kind)
        return [*lines, f"self.{name} = {local}"]

    def plain_local(self, subject: Subject) -> list[str]:
        kind = self.pick("tensor", "param", "module", "other", "grad")
        return [f"{self.pick(*LOCALS)} = {self.value(kind, subject)}"]

    def set_by_name(self, subject: Subject) -> list[str]:
        kind = self.pick("tensor", "param", "module", "other", "buffer", "grad")
        style = self.rng.randrange(4)
        if style == 0:
            name = self.name_for(subject, kind)
            self.set_state(subject, name, kind)
            return [f'setattr(self, "{name}", {self.value(kind, subject)})']
        stem = f"{self.pick(*subject.names)}_{self.rng.randrange(9)}"
        value = self.value(kind, APART)
        if style == 1:
            if not subject.initialised and kind in ("param", "module", "buffer"):
                return self.assign(subject)
            names = [f"{stem}{suffix}" for suffix in ("x", "y")]
            for name in names:
                self.set_state(subject, name, kind)
            quoted = ", ".join(f'"{name}"' for name in names)
            return [f"for key in ({quoted}):", f"    setattr(self, key, {value})"]
        if not subject.initialised:
            return self.assign(subject)
        for i in range(2):
            self.set_state(subject, f"{stem}_{i}", kind)
        if style == 2:
            return ["for i in range(2):", f'    setattr(self, f"{stem}_{{i}}", {value})']
        function, made = self.rng.choice((("register_buffer", "tensor"), ("register_parameter", "param"),
                                          ("add_module", "module")))
        for i in range(2):
            subject.state[f"{stem}_{i}"] = frozenset({"buffer" if made == "tensor" else made})
        value = self.value(made, APART)
        name = self.pick(f'f"{stem}_{{i}}"', f'"{stem}_" + str(i)', f'"{stem}_{{}}".format(i)',
                         f'"{stem}_%d" % i')
        return ["for i in range(2):", f"    self.{function}({name}, {value})"]

    def augmented(self, subject: Subject) -> list[str]:
        name = self.with_kind(subject, "tensor", "buffer", "other")
        if not name:
            return self.assign(subject)
        if subject.kinds(name) == {"other"}:
            subject.state[name] = frozenset({"number"})
            return [f"self.{name} = 1", f"self.{name} += 1"]
        subject.state.setdefault(name, frozenset({"tensor"}))
        if self.chance(0.5):
            return [f"self.{name} = self.{name} * 2"]
        return [f"self.{name} = {self.torch}.ones(2)", f"self.{name} {self.pick('+=', '*=')} 2"]

    def unpack(self, subject: Subject) -> list[str]:
        kinds = [self.pick("tensor", "param", "other", "module") for _ in range(2)]
        first = self.name_for(subject, kinds[0])
        second = self.name_for(subject, kinds[1])
        if first == second:
            return self.assign(subject)
        if self.chance(0.4):
            if not (self.fits(subject, first, "tensor") and self.fits(subject, second, "tensor")):
                return self.assign(subject)
            one = f"{self.torch}.ones(2)"
            source = self.pick(f"{self.torch}.sort({one})", f"{one}.chunk(2)", f"({one} * 0, {one})",
                               f"{self.torch}.eye(2).unbind()",
                               f"{self.torch}.meshgrid({one}, {one}, indexing='ij')")
            kinds = ["tensor", "tensor"]
            line = f"self.{first}, self.{second} = {source}"
        else:
            values = ", ".join(_bracketed(self.value(k, subject)) for k in kinds)
            line = f"self.{first}, self.{second} = {values}"
        self.set_state(subject, first, kinds[0])
        self.set_state(subject, second, kinds[1])
        return [line]

    def walrus(self, subject: Subject) -> list[str]:
        name = self.name_for(subject, "tensor")
        local = self.pick(*LOCALS)
        text = self.value("tensor", subject)
        style = self.rng.randrange(3)
        if style == 0:
            self.set_state(subject, name, "tensor")
            return [f"self.{name} = ({local} := {text})"]
        if style == 1 and subject.kinds(name) == ABSENT and subject.initialised:
            subject.state[name] = frozenset({"buffer"})
            return [f'self.register_buffer("{name}", ({local} := {text}))']
        self.set_state(subject, name, "tensor")
        return [f"if ({local} := {text}) is not None:", f"    self.{name} = {local}"]

    def holder(self, subject: Subject) -> list[str]:
        name = self.name_for(subject, "other")
        if name in subject.forbidden:
            return self.assign(subject)
        style = self.rng.randrange(4)
        if style == 0:
            local = self.pick(*LOCALS)
            subject.state[name] = frozenset({"callable"})
            return [f"{local} = {self.value('tensor', subject)}", f"self.{name} = lambda v: v * {local}"]
        if style == 1:
            kind = self.pick("held", "heldmodule", "other")
            rows = [row for row in HELPERS if row[1] == kind and row[2].startswith("class")]
            call, _, text = self.rng.choice(rows)
            self.used[call.split("(")[0]] = self.fill_names(text)
            subject.state[name] = frozenset({"callable"})
            return [f"self.{name} = {call}"]
        text, _ = self.rng.choice(HOLDERS)
        subject.state[name] = frozenset({"callable"})
        return [f"self.{name} = {self.fill(text, 0)}"]

    def in_place(self, subject: Subject) -> list[str]:
        name = self.with_kind(subject, "buffer", "param", "tensor")
        if not name:
            return self.assign(subject)
        if subject.kinds(name) == {"param"}:
            return self.rng.choice(([f"{self.nn}.init.zeros_(self.{name})"],
                                    [f"self.{name}.data.fill_(0.5)"],
                                    [f"with {self.torch}.no_grad():", f"    self.{name}.fill_(0.5)"],
                                    [f"self.{name}.requires_grad = False"],
                                    [f"self.{name}.requires_grad_(False)"]))
        if subject.kinds(name) == {"tensor"}:
            return [f"self.{name} = {self.torch}.zeros(2)",
                    self.pick(f"self.{name}.fill_(0.5)", f"self.{name}[0] = 1", f"self.{name}.mul_(2)",
                              f"self.{name}.data.zero_()")]
        return [self.pick(f"self.{name} = self.{name} * 2", f"self.{name} = {self.torch}.ones(2)",
                          f"self.{name} = self.{name}.clone()")]

    def grad_flag(self, subject: Subject) -> list[str]:
        name = self.name_for(subject, "tensor")
        self.set_state(subject, name, "tensor")
        return [f"self.{name} = {self.torch}.rand(2)",
                self.pick(f"self.{name}.requires_grad = True", f"self.{name}.requires_grad_()",
                          f"self.{name}.requires_grad_(True)")]

    def from_other(self, subject: Subject) -> list[str]:
        """Replacing a layer by one that contains it, and re-registering what was read."""
        name = self.with_kind(subject, "module")
        if not name:
            return self.assign(subject)
        text = next(row[2] for row in HELPERS if row[0].startswith("wrapped"))
        self.used["wrapped"] = self.fill_names(text)
        return [f"self.{name} = " + self.pick(f"{self.nn}.Sequential(self.{name}, {self.nn}.ReLU())",
                                              f"wrapped(self.{name})",
                                              f"copy.deepcopy(self.{name})")]

    def touch_child(self, subject: Subject) -> list[str]:
        if not subject.initialised:
            return self.assign(subject)
        name = self.name_for(subject, "module")
        subject.state[name] = frozenset({"module"})
        first = f"self.{name} = {self.nn}.Linear(2, 2)"
        rows = [f"self.{name}.weight = {self.nn}.Parameter({self.torch}.eye(2))", f"self.{name}.bias = None",
                f"self.{name}.weight.data = {self.torch}.eye(2)", f"{self.nn}.init.zeros_(self.{name}.bias)",
                f"self.{name}.weight.requires_grad = False", f"self.{name}.weight.data.zero_()"]
        if self.chance(self.careless * 3):
            rows = [f"self.{name}.weight = {self.torch}.eye(2)",
                    f'setattr(self.{name}, "weight", {self.torch}.eye(2))',
                    f"self.{name}.weight = self.{name}.weight.t()",
                    f"self.{name}.bias = {self.torch}.zeros(2)"]
        return [first, self.pick(*rows)]

    def own_helper(self, subject: Subject) -> list[str]:
        """A method that does part of the construction."""
        if subject.helpers > 2:
            return self.assign(subject)
        subject.helpers += 1
        name = self.pick("_build", "reset", "_setup",
                         "reset_state") + f"_{subject.name[:1].lower()}{subject.helpers}"
        style = self.rng.randrange(3)
        inner = [self.assign, self.register, self.assign, self.container]
        if style == 0:
            rows = [row for _ in range(self.rng.randrange(1, 3)) for row in self.rng.choice(inner)(subject)]
            subject.methods.append("\n".join([f"def {name}(self, a=False, b=False, c=False):",
                                              *(f"    {row}" for row in rows)]))
            return [f"self.{name}({self.pick('a, b, c', 'a=a, b=b, c=c')})"]
        kind = self.pick("tensor", "param", "module", "other")
        target = self.name_for(subject, kind)
        if style == 1:
            subject.methods.append(f"def {name}(self, value):\n    self.{target} = value")
            self.set_state(subject, target, kind)
            return [f"self.{name}({self.value(kind, subject)})"]
        if not subject.initialised and kind in ("param", "module"):
            return self.assign(subject)
        self.set_state(subject, target, kind)
        subject.methods.append(f"def {name}(self, name, value):\n    setattr(self, name, value)")
        return [f'self.{name}("{target}", {self.value(kind, subject)})']

    def reserved(self, subject: Subject) -> list[str]:
        if not self.careless or self.chance(0.6) or not subject.initialised:
            return self.assign(subject)
        name, bank = self.pick(*RESERVED), f"bank{self.rng.randrange(9)}"
        t, nn = self.torch, self.nn
        return [self.pick(f"self.{name} = 3", f"self.{name} = {t}.zeros(2)",
                          f"self.{name} = {nn}.Linear(2, 2)",
                          f"self.{name} = {nn}.Parameter({t}.ones(2))",
                          f'self.register_buffer("{name}", {t}.zeros(2))',
                          f'self.add_module("{name}", {nn}.Linear(2, 2))', f"self.{name} = {{'a': 1}}",
                          f"self.{name} = lambda *v: v",
                          f'self.{bank} = {nn}.ModuleDict({{"type": {nn}.Linear(2, 2)}})',
                          f'self.{bank} = {nn}.ParameterDict({{"values": {t}.ones(2)}})')]

    def invalid(self, subject: Subject) -> list[str]:
        if not self.careless or self.chance(0.5) or not subject.initialised:
            return self.assign(subject)
        t, nn = self.torch, self.nn
        name = f"odd{self.rng.randrange(99)}"
        return [self.pick(
            f'self.register_buffer("a.b", {t}.zeros(2))', f'self.register_buffer("", {t}.zeros(2))',
            f"self.add_module(3, {nn}.Linear(2, 2))",
            f'self.register_parameter("a.b", {nn}.Parameter({t}.ones(2)))',
            f'self.add_module("a.b", {nn}.Linear(2, 2))',
            f'self.register_parameter("{name}", {t}.zeros(2))', f'self.register_buffer("{name}", [1.0, 2.0])',
            f'self.register_buffer("{name}", {{"a": {t}.zeros(2)}})',
            f'self.add_module("{name}", {t}.zeros(2))',
            f'self.add_module("{name}", [{nn}.Linear(2, 2)])',
            f'self.register_parameter("{name}", {nn}.Parameter({t}.ones(2)) * 2)',
            f"self.{name} = {nn}.ModuleList([[{nn}.Linear(2, 2)]])",
            f"self.{name} = {nn}.Sequential({t}.zeros(2))",
            f"self.{name} = {nn}.ModuleDict({{0: {nn}.Linear(2, 2)}})", f'self.register_buffer("{name}", 3)',
            f'self.register_buffer("{name}", {nn}.Linear(2, 2))',
            f"self.{name} = {nn}.ModuleList([{nn}.Linear(2, 2), {t}.relu])",
            f'self.register_module("{name}", {nn}.Parameter({t}.ones(2)))',
        )]

    def argument(self, subject: Subject) -> list[str]:
        """A constructor argument with an annotation or a default to go by."""
        t, nn = self.torch, self.nn
        rows = (
            ("weight_in", f"Optional[{t}.Tensor] = None", "tensor"),
            ("mask_in", f"Optional[{t}.Tensor] = None", "tensor"),
            ("layer_in", f"Optional[{nn}.Module] = None", "module"), ("lr", "float = 0.1", "other"),
            ("dim", "=2", "other"),
            ("names", '=("p", "q")', "other"),
        )
        argument, default, kind = self.rng.choice(rows)
        if subject.depth < 0 or argument in subject.arguments and subject.arguments[argument] != default:
            return self.assign(subject)
        subject.arguments[argument] = default
        if kind == "module" and not subject.initialised:
            return self.assign(subject)
        target = self.name_for(subject, "none" if kind == "other" else kind)
        if kind == "other":
            if not self.fits(subject, target, "other"):
                return self.assign(subject)
            self.set_state(subject, target, "other")
            return [f"self.{target} = {argument}"]
        style = self.rng.randrange(5)
        if style == 0:
            subject.state[target] = frozenset({kind, "none"})
            return [f"self.{target} = {argument}"]
        if style == 1 and kind == "tensor" and subject.kinds(target) == ABSENT and subject.initialised:
            subject.state[target] = frozenset({"buffer", "none"})
            return [f"if {argument} is not None:", f'    self.register_buffer("{target}", {argument})',
                    "else:",
                    f"    self.{target} = None"]
        if style == 2 and kind == "tensor" and subject.initialised:
            subject.state[target] = frozenset({"param", "none"})
            return [f"self.{target} = {nn}.Parameter({argument}) if {argument} is not None else None"]
        if style == 3:
            self.set_state(subject, target, kind)
            fallback = f"{t}.zeros(2)" if kind == "tensor" else f"{nn}.Identity()"
            return [f"if {argument} is None:", f"    {argument} = {fallback}", f"self.{target} = {argument}"]
        target = self.name_for(subject, "other")
        subject.state[target] = frozenset({"frozenlist"})
        return [f"self.{target} = [{argument}]"]

    def bypass(self, subject: Subject) -> list[str]:
        name = f"raw{self.rng.randrange(99)}"
        return [self.pick(f'object.__setattr__(self, "{name}", {self.value("tensor", subject)})',
                          f'self.__dict__["{name}"] = {self.value("tensor", subject)}')]

    def multiline(self, subject: Subject) -> list[str]:
        t = self.torch
        if self.chance(0.5) or not subject.initialised:
            name = self.name_for(subject, "tensor")
            self.set_state(subject, name, "tensor")
            return [f"self.{name} = {t}.stack([", f"    {t}.zeros(2),", f"    {t}.ones(2),", "])"]
        fitting = self.free(subject, "buffer")
        if not fitting:
            return self.assign(subject)
        name = self.pick(*fitting)
        subject.state[name] = frozenset({"buffer"})
        return ["self.register_buffer(", f'    "{name}",', f"    {t}.full((2,), 1.0),",
                "    persistent=False,", ")"]

    # -- control flow --------------------------------------------------------------------------------------

    def joined(self, subject: Subject, states: list[State]) -> None:
        names = sorted({name for state in states for name in state})
        subject.state = {name: frozenset().union(*(state.get(name,
                                                             ABSENT) for state in states)) for name in names}

    def branch(self, subject: Subject, depth: int) -> list[str]:
        before = dict(subject.state)
        test = self.test(subject)
        lines = [f"if {test}:", *_indented(self.body(subject, self.rng.randrange(1, 3), depth + 1))]
        states = [subject.state]
        if self.chance(0.2):
            subject.state = dict(before)
            flag = self.pick(*[f for f in FLAGS if f not in test.split()] or FLAGS)
            lines += [f"elif {flag}:", *_indented(self.body(subject, 1, depth + 1))]
            states.append(subject.state)
        if self.chance(0.55):
            subject.state = dict(before)
            same = [n for n in states[0] if states[0][n] != before.get(n)]
            if same and self.chance(0.6):
                name = self.pick(*same)
                kind = self.pick("tensor", "param", "module", "none", "other")
                if self.fits(subject, name, kind) and name not in subject.forbidden:
                    lines += ["else:", f"    self.{name} = {self.value(kind, subject)}"]
                    self.set_state(subject, name, kind)
                else:
                    lines += ["else:", *_indented(self.body(subject, 1, depth + 1))]
            else:
                lines += ["else:", *_indented(self.body(subject, self.rng.randrange(1, 3), depth + 1))]
            states.append(subject.state)
        else:
            states.append(before)
        self.joined(subject, states)
        if self.chance(0.15):
            lines += self.same_test(subject, test, states)
        return lines

    def same_test(self, subject: Subject, test: str, states: list[State]) -> list[str]:
        """A second `if` on the same flag, which knows what the first one did."""
        both, subject.state = subject.state, dict(states[0])
        lines = [f"if {test}:", *_indented(self.body(subject, 1, 2))]
        self.joined(subject, [subject.state, both])
        return lines

    def loop(self, subject: Subject, depth: int) -> list[str]:
        t = self.torch
        style = self.rng.randrange(5)
        if style == 0:
            name = self.name_for(subject, "other")
            item = self.value(self.pick("tensor", "param", "module", "stateless", "other"),
                              APART)
            subject.state[name] = frozenset({"list"})
            subject.arguments.setdefault("depth", "=2")
            return [f"self.{name} = []", "for _ in range(depth):", f"    self.{name}.append({item})"]
        if style == 1:
            name = self.name_for(subject, "other")
            subject.state[name] = frozenset({"dict"})
            item = self.value(self.pick("tensor", "param", "module", "other"), APART)
            return [f"self.{name} = {{}}", 'for key in ("k", "v"):', f"    self.{name}[key] = {item}"]
        if style == 2:
            name = self.name_for(subject, "other")
            subject.state[name] = frozenset({"list"})
            subject.arguments.setdefault("values", "=(0.5, 1.5)")
            made = self.pick(f"{t}.tensor(v)", f"{t}.full((2,), v)", f"{self.nn}.Parameter({t}.tensor(v))",
                             "v * 2", "float(v)")
            return [f"self.{name} = []", "for v in values:", f"    self.{name}.append({made})"]
        if style == 3:
            before = dict(subject.state)
            lines = ["for step in range(2):",
                     *_indented([self.pick("size = step + 1", "width = 2 * step", "count = step")]),
                     *_indented(self.container(subject) if self.chance(0.5) else self.plain_local(subject))]
            self.joined(subject, [before, subject.state])
            return lines
        name = self.name_for(subject, "other")
        subject.state[name] = frozenset({"list"})
        item = self.value(self.pick("tensor", "param", "module"), APART)
        return [f"self.{name} = []", "for i in range(3):", "    if i == 0:", "        continue",
                f"    self.{name}.append({item})"]

    def while_loop(self, subject: Subject, depth: int) -> list[str]:
        name = self.name_for(subject, "other")
        subject.state[name] = frozenset({"list"})
        subject.arguments.setdefault("depth", "=2")
        item = self.value(self.pick("tensor", "param", "module", "other"), APART)
        return [f"self.{name} = []", f"while len(self.{name}) < depth:", f"    self.{name}.append({item})"]

    def guarded(self, subject: Subject, depth: int) -> list[str]:
        """A try whose one statement fails or not, depending on the files of the machine."""
        if self.tried or not subject.initialised:
            return self.assign(subject)
        self.tried = True
        made, annotation, function = self.rng.choice((
            (f"{self.torch}.zeros(2)", "tensor", "load_table"), ("[1, 2]", "other", "load_sizes"),
            (f"{self.nn}.Parameter({self.torch}.zeros(2))", "param", "load_weight")))
        self.used[function] = "\n".join([
            f"def {function}(path='weights.bin'):", "    if not os.path.exists(path):",
            "        raise OSError(path)",
            f"    return {made}"])
        name = self.name_for(subject, annotation)
        before = subject.kinds(name)
        self.set_state(subject, name, annotation)
        first = subject.state[name]
        subject.state[name] = before
        kind = self.pick("none", "tensor", "param", "other")
        if not self.fits(subject, name, kind):
            kind = "none"
        handler = f"self.{name} = {self.value(kind, subject)}"
        self.set_state(subject, name, kind)
        subject.state[name] = subject.kinds(name) | first
        return ["try:", f"    self.{name} = {function}()", "except OSError:", f"    {handler}"]

    def presence(self, subject: Subject, depth: int) -> list[str]:
        if not subject.initialised:
            return self.assign(subject)
        name = self.pick(*[n for n in subject.names if n not in subject.forbidden] or subject.names)
        if name in subject.forbidden:
            return self.assign(subject)
        if subject.kinds(name) == ABSENT and self.chance(0.5):
            subject.state[name] = frozenset({"buffer"})
            return [f'if not hasattr(self, "{name}"):',
                    f'    self.register_buffer("{name}", {self.value("tensor", subject)})']
        if self.chance(0.4):
            subject.state[name] = frozenset({"buffer"})
            return [f'if hasattr(self, "{name}"):', f"    del self.{name}",
                    f'self.register_buffer("{name}", {self.value("tensor", subject)})']
        if self.chance(0.5):
            now = subject.kinds(name)
            kind = self.pick("param", "module", "tensor", "other")
            if "absent" in now:
                self.set_state(subject, name, kind)
                subject.state[name] = subject.kinds(name) | (now - {"absent"})
            return [f'if not hasattr(self, "{name}"):',
                    f"    self.{name} = {self.value(kind, subject)}"]
        value = self.value("param", subject)
        subject.state[name] = frozenset({"param"})
        return [f'if hasattr(self, "{name}"):', f"    del self.{name}", f"self.{name} = {value}"]

    def with_block(self, subject: Subject, depth: int) -> list[str]:
        context = self.pick(f"with {self.torch}.no_grad():", f"with {self.torch}.device('cpu'):")
        rows = self.assign(subject) if self.chance(0.7) else self.in_place(subject)
        return [context, *_indented(rows)]

    def leave(self, subject: Subject, depth: int) -> list[str]:
        before = dict(subject.state)
        lines = [f"if {self.test(subject)}:", *_indented([*self.assign(subject), "return"])]
        subject.state = before
        return lines

    # -- classes -------------------------------------------------------------------------------------------

    def class_members(self, subject: Subject) -> list[str]:
        """Class attributes, annotations, methods and properties, some under the names that __init__ uses."""
        lines: list[str] = []
        t, nn = self.torch, self.nn
        if self.chance(0.12):
            name = self.pick(*subject.names)
            lines.append(f"{name}: {self.pick(f'{t}.Tensor', 'int', f'{nn}.Parameter')}")
        if self.chance(0.12):
            name = self.pick(*subject.names)
            lines.append(f"{name} = {self.pick('None', '1', repr('x'))}")
            if not self.chance(self.careless * 2):
                subject.forbidden.add(name)
                subject.names.append(self.pick(*[n for n in NAMES if n not in subject.names]))
        if self.chance(0.06):
            lines.append(f"{self.pick('shared', 'floor', 'table0')} = " + self.pick(
                f"{t}.zeros(1)", f"{nn}.Parameter({t}.ones(1))", f"{nn}.Linear(2, 2)",
                f"{t}.ones(2).sum().item()", "(1, 2)",
                f"{t}.float32", f"{t}.ones(1, requires_grad=True)"))
        return lines

    def extra_methods(self, subject: Subject) -> list[str]:
        rows: list[str] = []
        t, nn = self.torch, self.nn
        if self.chance(0.10):
            name = self.pick(*subject.names)
            if self.chance(0.5):
                rows.append(f"def {name}(self, x):\n    return x")
            elif self.chance(0.5):
                rows.append(f"@property\ndef {name}(self):\n    return 1")
            else:
                rows.append(f"@property\ndef {name}(self):\n    return self._{name}\n\n@{name}.setter\n"
                            f"def {name}(self, value):\n    self._{name} = value")
            if not self.chance(self.careless * 2) and "setter" not in rows[-1]:
                subject.forbidden.add(name)
        if self.chance(0.25):
            name = self.with_kind(subject, "param", "buffer", "module", "tensor")
            if name:
                kind = min(subject.kinds(name))
                text = {"param": f"self.{name} = self.{name} * 0.9", "buffer": f"self.{name} = {t}.zeros(2)",
                        "module": f"self.{name} = {nn}.Linear(2, 2)",
                        "tensor": f"self.{name} = {t}.zeros(2)"}[kind]
                if kind == "param" and self.chance(0.4):
                    text = f"self.{name}.data.mul_(0.9)"
                rows.append(f"def update(self):\n    {text}")
        if self.chance(0.3):
            rows.append("def forward(self, x):\n    return x")
        name = self.with_kind(subject, "tensor")
        if name and self.chance(0.05):
            rows.append(f"def _apply(self, fn, recurse=True):\n    result = super()._apply(fn, recurse)\n"
                        f"    self.{name} = fn(self.{name})\n    return result")
        return rows

    def write_class(self, index: int) -> list[str]:
        name = ("Block", "Encoder", "Model")[index]
        names = self.rng.sample(NAMES, self.rng.randrange(4, 7))
        subject = Subject(name, names)
        bases, start = f"{self.nn}.Module", ""
        parent: Subject | None = None
        if self.finished and self.chance(0.35):
            parent = self.rng.choice(self.finished)
            bases = parent.name
            subject.names = self.rng.sample(parent.names, min(3, len(parent.names))) + names[:3]
            start = self.pick("super().__init__(a, b, c)", "super().__init__()", "super().__init__(a=a, b=b)",
                              f"{parent.name}.__init__(self, a, b, c)", f"super({name}, self).__init__()",
                              "super().__init__(a=True)", "super().__init__(c=c)")
        mixin: list[str] = []
        if parent is None and self.chance(0.08):
            mixin = ["class Extras:", "    def add_extras(self, value):",
                     f"        self.extra = {self.value('tensor', APART)}",
                     "        self.value = value", "", ""] if "Extras" not in self.used else []
            self.used.setdefault("Extras", "")
            bases = f"Extras, {bases}" if mixin or "Extras" in self.used else bases
        body: list[str] = []
        members = self.class_members(subject)
        early = self.chance(0.08)
        if early:
            body += self.body(subject, self.rng.randrange(1, 3), 1)
        if parent is not None:
            inherited = parent.state
            subject.forbidden |= parent.forbidden
            subject.state = {**subject.state, **inherited}
        missing = self.chance(0.03)
        if not missing:
            body.append(start or self.pick("super().__init__()", "super().__init__()",
                                           f"super({name}, self).__init__()",
                                           f"{self.nn}.Module.__init__(self)"))
            subject.initialised = True
        elif self.chance(0.5):
            subject.initialised = True
        if mixin or bases.startswith("Extras"):
            body.append("self.add_extras(3)")
        body += self.body(subject, self.rng.randrange(3, 11), 0)
        extra = self.extra_methods(subject)
        arguments = "".join(f", {key}{': ' + value if not value.startswith('=') else value}" for key,
                            value in subject.arguments.items())
        lines = [*mixin, f"class {name}({bases}):"]
        lines += _indented([*members, *([""] if members else [])])
        lines += _indented([f"def __init__(self, a=False, b=False, c=False{arguments}):", *_indented(body)])
        for method in [*subject.methods, *extra]:
            lines += ["", *_indented(method.split("\n"))]
        subject.arguments.clear()
        self.finished.append(subject)
        self.classes.append(name)
        return [*lines, "", ""]

    def text(self) -> str:
        """The program."""
        classes: list[str] = []
        for index in range(self.rng.choice((1, 1, 2, 2, 3))):
            classes += self.write_class(index)
        head = ["import copy", "import functools", "import math", *(["import os"] if self.tried else []),
                "from collections import OrderedDict, defaultdict, deque",
                "from typing import Optional", "", "import numpy as np",
                "import torch" if self.torch == "torch" else "import torch as th"]
        if self.nn == "nn":
            head.append(self.pick("import torch.nn as nn", "from torch import nn"))
        if self.functional == "F":
            head.append("import torch.nn.functional as F")
        helpers = [line for text in self.used.values() if text for line in ["", "", *text.split("\n")]]
        return "\n".join([*head, *helpers, "", "", *classes]).rstrip("\n") + "\n"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


def _atomic(text: str) -> bool:
    """Whether an expression can stand before a dot or an operator as it is."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in " -~":
            return False
    return True


def _enclosed(template: str, key: str, inner: str) -> bool:
    """Whether every hole stands alone between brackets and commas."""
    hole = "{" + key + "}"
    at = template.find(hole)
    while at >= 0:
        before, after = template[:at].rstrip()[-1:], template[at + len(hole):].lstrip()[:1]
        if before not in ("(", "[", ",", "=", ":") or after not in (")", "]", ",", "}"):
            return False
        at = template.find(hole, at + 1)
    return True


def _bracketed(text: str) -> str:
    return f"({text})" if " if " in text else text


def program(seed: int) -> str:
    """The program of a seed."""
    return Program(seed).text()


def programs(seed: int) -> Iterator[tuple[int, str]]:
    """Programs without end, with the seed of each."""
    rng = random.Random(seed)
    while True:
        own = rng.getrandbits(32)
        yield own, program(own)
