"""Record what torch.nn.Module really does when one name is given to it twice.

usage: python tools/record_registration.py > tests/data/registration.json     (needs torch)

Every ordered pair of the operations below is run on the name 'x' of a fresh module.  The
result says whether the second one raised (type and message) and in which of the module's
tables ('attribute' = __dict__, '_parameters', '_buffers', '_modules', 'class') the name ends.
"""
import json
import sys

import torch
from torch import nn

OPERATIONS = {
    "self.x = <tensor>": lambda m: setattr(m, "x", torch.zeros(2)),
    "self.x = <Parameter>": lambda m: setattr(m, "x", nn.Parameter(torch.zeros(2))),
    "self.x = <Buffer>": lambda m: setattr(m, "x", nn.Buffer(torch.zeros(2))),
    "self.x = <Module>": lambda m: setattr(m, "x", nn.Linear(2, 2)),
    "self.x = None": lambda m: setattr(m, "x", None),
    "self.x = <other>": lambda m: setattr(m, "x", 3),
    "register_buffer('x', <tensor>)": lambda m: m.register_buffer("x", torch.zeros(2)),
    "register_buffer('x', <Parameter>)": lambda m: m.register_buffer("x", nn.Parameter(torch.zeros(2))),
    "register_buffer('x', <Module>)": lambda m: m.register_buffer("x", nn.Linear(2, 2)),
    "register_buffer('x', None)": lambda m: m.register_buffer("x", None),
    "register_parameter('x', <Parameter>)": lambda m: m.register_parameter("x", nn.Parameter(torch.zeros(2))),
    "register_parameter('x', <tensor>)": lambda m: m.register_parameter("x", torch.zeros(2)),
    "register_parameter('x', <non-leaf>)": lambda m: m.register_parameter("x",
                                                                          nn.Parameter(torch.zeros(2)) * 2),
    "register_parameter('x', None)": lambda m: m.register_parameter("x", None),
    "add_module('x', <Module>)": lambda m: m.add_module("x", nn.Linear(2, 2)),
    "register_module('x', <Module>)": lambda m: m.register_module("x", nn.Linear(2, 2)),
    "add_module('x', None)": lambda m: m.add_module("x", None),
    "add_module('x', <tensor>)": lambda m: m.add_module("x", torch.zeros(2)),
    "del self.x": lambda m: delattr(m, "x"),
}


class Plain(nn.Module):
    pass


class WithClassAttribute(nn.Module):
    x = 1


class WithAnnotation(nn.Module):
    x: torch.Tensor


class WithMethod(nn.Module):
    def x(self):
        return 1


class WithProperty(nn.Module):
    @property
    def x(self):
        return 1


class WithSettableProperty(nn.Module):
    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, value):
        self._x = value


class BeforeSuper(nn.Module):
    """The operation runs before nn.Module.__init__()."""

    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        pass


GROUNDS = [Plain, WithClassAttribute, WithAnnotation, WithMethod, WithProperty, WithSettableProperty,
           BeforeSuper]


def place(module):
    held = [t for t in ("_parameters", "_buffers", "_modules") if "x" in module.__dict__.get(t, {})]
    if "x" in module.__dict__:
        held.insert(0, "attribute")
    if not held and hasattr(type(module), "x"):
        held.append("class")
    return held


def read(module):
    """The type that reading module.x gives, or the error that it raises."""
    try:
        return type(module.x).__name__
    except Exception as error:
        return "raises " + type(error).__name__


def attempt(module, operation):
    """Run one operation: what it raised, which tables hold 'x' then, what reading it gives."""
    raised = message = None
    try:
        OPERATIONS[operation](module)
    except Exception as error:
        raised, message = type(error).__name__, str(error).strip("'\"")
    return {"raises": raised, "message": message, "held_in": place(module), "reads": read(module)}


def names():
    """What each registration function says of unusual names."""
    rows = []
    calls = (("register_buffer", torch.zeros(2)), ("register_parameter", nn.Parameter(torch.zeros(2))),
             ("add_module", nn.Linear(2, 2)), ("setattr", nn.Parameter(torch.zeros(2))),
             ("setattr", nn.Linear(2, 2)),
             ("setattr", torch.zeros(2)))
    unusual = ("a.b", "", 3, "forward", "training", "_buffers", "state_dict", "T_destination", "dump_patches",
               "call_super_init", "with space", "class", "__dunder__")
    for function, value in calls:
        for name in unusual:
            module = Plain()
            try:
                if function == "setattr":
                    setattr(module, name, value)
                else:
                    getattr(module, function)(name, value)
                raised = None
                message = None
            except Exception as error:
                raised, message = type(error).__name__, str(error).strip("'\"")
            rows.append({"call": function, "value": type(value).__name__, "name": name, "raises": raised,
                         "message": message})
    return rows


def main():
    pairs = []
    for ground in GROUNDS:
        for first in OPERATIONS:
            module = ground()
            pairs.append({"class": ground.__name__, "first": None, "then": first, **attempt(module, first)})
    for first in OPERATIONS:
        for second in OPERATIONS:
            module = Plain()
            if attempt(module, first)["raises"]:
                continue
            pairs.append({"class": "Plain", "first": first, "then": second, **attempt(module, second)})
    recorded = {"torch": torch.__version__.split("+")[0], "reserved": sorted(n for n in dir(nn.Module())),
                "names": names(), "pairs": pairs}
    json.dump(recorded, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
