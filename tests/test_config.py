"""config.py: the table of options, and the Config that parsed options give."""
from __future__ import annotations

import argparse
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.config import OPTIONS, STYLES, Config, UnknownValue, config_from, names


def options(**changes: Any) -> argparse.Namespace:
    """Options as flake8 parses them when none is given, with some changed."""
    defaults: dict[str, Any] = {}
    for option in OPTIONS:
        default = option.for_flake8()["default"]
        defaults[option.name] = [] if option.kind == "names" else default
    return argparse.Namespace(**{**defaults, "select": None, "extend_select": None, **changes})


def test_defaults() -> None:
    assert config_from(options()) == Config()


def test_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Config().debug = True  # type: ignore[misc]
    assert hash(Config()) == hash(Config())


def test_every_option() -> None:
    config = config_from(options(
        torchstate_module_bases=["a.B", "c.D"], torchstate_tensor_functions=["e.f"],
        torchstate_init_methods=["setup", "build"],
        torchstate_roots=["lib"], torchstate_buffer_style="nn.Buffer", torchstate_debug=True))
    assert config == Config(frozenset({"a.B", "c.D"}), frozenset({"e.f"}), ("setup", "build"),
                            (str(Path("lib").absolute()),),
                            "nn.Buffer", True)


@pytest.mark.parametrize("value, found", [
    ("", []), ("a", ["a"]), ("a,b", ["a", "b"]), (" a , b ,", ["a", "b"]), ("\n  a\n  b\n", ["a", "b"]),
    (["a ", "", "b"], ["a", "b"]),
])
def test_names(value: str | list[str], found: list[str]) -> None:
    assert names(value) == found


@pytest.mark.parametrize("style", ["buffer", "", "nn.buffer", "register_buffer "])
def test_unknown_style(style: str) -> None:
    said = r"^--torchstate-buffer-style: .* is not one of register_buffer, nn\.Buffer$"
    with pytest.raises(UnknownValue, match=said):
        config_from(options(torchstate_buffer_style=style))


@pytest.mark.parametrize("style", STYLES)
def test_known_style(style: str) -> None:
    assert config_from(options(torchstate_buffer_style=style)).buffer_style == style


@pytest.mark.parametrize("select, extend, chosen", [
    (None, None, set()),
    (["TSM"], None, set()),
    (["E", "TSM9"], None, {"TSM9"}),
    (None, ["TSM901", "TSM"], {"TSM901"}),
    (["TSM1"], ["TSM9"], {"TSM9"}),
    (["ABC9", "T", "TS"], [], set()),
])
def test_chosen(select: list[str] | None, extend: list[str] | None, chosen: set[str]) -> None:
    assert config_from(options(select=select, extend_select=extend)).chosen == chosen


@pytest.mark.parametrize("chosen, runs", [
    (set(), False), ({"TSM9"}, True), ({"TSM901"}, True), ({"TSM902"}, False), ({"TSM90"}, True),
    ({"TSM1"}, False),
])
def test_runs(chosen: set[str], runs: bool) -> None:
    config = Config(chosen=frozenset(chosen))
    assert config.runs("TSM901", default=False) is runs
    assert config.runs("TSM901", default=True)


def test_options_parse_from_config_files() -> None:
    for option in OPTIONS:
        arguments = option.for_flake8()
        assert option.flag.startswith("--torchstate-") and option.help
        assert arguments["parse_from_config"] is True and arguments["help"] == option.help
        assert option.name == option.flag[2:].replace("-", "_")
        assert ("action" in arguments) is (option.kind == "flag")
        assert ("comma_separated_list" in arguments) is (option.kind == "names")
