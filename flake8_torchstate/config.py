"""The options, parsed once into a frozen Config, and the one table that both front ends read."""
from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

STYLES = ("register_buffer", "nn.Buffer")
PERSISTENT = ("statistics", "never", "always")


@dataclass(frozen=True)
class Config:
    """What the user can choose.

    module_bases: dotted names of further classes that are nn.Modules; tensor_functions: dotted names of functions
    that return a tensor; init_methods: methods that count as construction; roots: further folders in which absolute
    imports are looked for; buffer_style: how messages register a buffer; debug: let exceptions through; chosen: the
    codes that are off by default, or beginnings of them, that were selected; screened: off for tests and benchmarks,
    which look at every class to show that the screen hides nothing; fixes: work out fixes too, which flake8 has no
    use for; persistent: which buffers that a fix registers are saved by `state_dict()`, one of PERSISTENT.
    """

    module_bases: frozenset[str] = frozenset()
    tensor_functions: frozenset[str] = frozenset()
    init_methods: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    buffer_style: str = "register_buffer"
    debug: bool = False
    chosen: frozenset[str] = frozenset()
    screened: bool = True
    fixes: bool = False
    persistent: str = PERSISTENT[0]

    def runs(self, code: str, default: bool, alone: bool = False) -> bool:
        """Whether a rule runs: one that is off by default does where the user chose it by more than the prefix TSM.

        alone: by its whole code, since it isn't about mistakes.
        """
        return default or any(choice == code if alone else code.startswith(choice) for choice in self.chosen)


@dataclass(frozen=True)
class Option:
    """One option: its flag, what it takes, and what its help says."""

    flag: str
    help: str
    kind: str = "names"
    default: str = ""
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The attribute that argparse gives it."""
        return self.flag.strip("-").replace("-", "_")

    def for_flake8(self) -> dict[str, Any]:
        """What flake8's option manager wants to know."""
        common: dict[str, Any] = {"parse_from_config": True, "help": self.help}
        if self.kind == "flag":
            return {**common, "action": "store_true", "default": False}
        if self.kind == "names":
            return {**common, "default": self.default, "comma_separated_list": True, "metavar": "NAMES", "type": str}
        return {**common, "default": self.default, "type": str, "metavar": "STYLE"}


OPTIONS = (
    Option("--torchstate-module-bases", "Further classes that are nn.Modules, by dotted name, comma-separated"),
    Option("--torchstate-tensor-functions", "Functions that return a tensor, by dotted name, comma-separated"),
    Option(
        "--torchstate-init-methods", "Methods that count as construction, such as Lightning's setup and configure_model"
    ),
    Option("--torchstate-roots", "Further folders in which absolute imports are looked for, comma-separated"),
    Option(
        "--torchstate-buffer-style",
        "How messages register a buffer: register_buffer (the default) or nn.Buffer (torch 2.5+)",
        "choice",
        STYLES[0],
        STYLES,
    ),
    Option(
        "--torchstate-debug", "Let an exception inside flake8-torchstate through instead of reporting TSM000", "flag"
    ),
)


class UnknownValue(ValueError):
    """An option was given a value that it doesn't know; the text says which it knows."""


def names(value: str | Iterable[str]) -> list[str]:
    """The names in an option's value."""
    parts = value.replace("\n", ",").split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def config_from(options: argparse.Namespace) -> Config:
    """The Config that parsed options stand for.  Raises UnknownValue for a buffer style that doesn't exist."""
    style = options.torchstate_buffer_style
    if style not in STYLES:
        raise UnknownValue(f"--torchstate-buffer-style: {style!r} is not one of {', '.join(STYLES)}")
    return Config(
        module_bases=frozenset(names(options.torchstate_module_bases)),
        tensor_functions=frozenset(names(options.torchstate_tensor_functions)),
        init_methods=tuple(names(options.torchstate_init_methods)),
        roots=tuple(os.path.abspath(name) for name in names(options.torchstate_roots)),
        buffer_style=style,
        debug=options.torchstate_debug,
        chosen=frozenset(c for c in selected(options) if c.startswith("TSM9")),
        screened=os.environ.get("FLAKE8_TORCHSTATE_SCREEN") != "off",
    )


def selected(options: argparse.Namespace) -> list[str]:
    """The codes that `--select` and `--extend-select` name."""
    return [*(getattr(options, "select", None) or ()), *(getattr(options, "extend_select", None) or ())]
