"""`[tool.flake8-torchstate]` in pyproject.toml: options of the command, over those of flake8's own config files."""
from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from typing import Any

from flake8_torchstate.code.files import read_regular

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = "pyproject.toml"
TABLE = "flake8-torchstate"
CODES = ("select", "extend_select", "ignore", "extend_ignore")


class Refused(ValueError):
    """The table can't be read as it is; the text says why in one line."""


def tools_in(folder: str) -> dict[str, Any]:
    """What `[tool]` holds in the pyproject.toml of a folder; nothing where there is none, or it isn't valid TOML."""
    try:
        tools = tomllib.loads(read_regular(os.path.join(folder, PYPROJECT)).decode()).get("tool")
    except (OSError, ValueError):
        return {}
    return tools if isinstance(tools, dict) else {}


def table_above(folder: str) -> tuple[str, Mapping[str, Any]] | None:
    """The path of the first pyproject.toml with our table, from a folder up, and the table.  Raises Refused."""
    while True:
        table = tools_in(folder).get(TABLE)
        path = os.path.join(folder, PYPROJECT)
        if isinstance(table, dict):
            return path, table
        if table is not None:
            raise Refused(f"{path}: tool.{TABLE} isn't a table")
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def lay_over(found: configparser.RawConfigParser, known: Mapping[str, Any], codes: Mapping[str, str], path: str,
             table: Mapping[str, Any]) -> None:
    """Write a table over what flake8's own config files say.  known: flake8's options by name; codes: those of rules.

    Raises Refused for an option that doesn't exist, and for a value of a wrong type.
    """
    if not found.has_section("flake8"):
        found.add_section("flake8")
    for key, value in table.items():
        name = next((n for n in (key.replace("-", "_"), f"torchstate_{key.replace('-', '_')}") if n in known), None)
        if name is None:
            raise Refused(f"{path}: there is no option {key!r} for [tool.{TABLE}]")
        text = written(name, value, codes)
        if text is None:
            raise Refused(f"{path}: {key} can't be {value!r}")
        folder = os.path.dirname(path)  # from which paths are meant
        if known[name].normalize_paths:
            text = ",".join(known[name].normalize(text, folder))
        elif name == "torchstate_roots":
            text = ",".join(os.path.join(folder, root.strip()) for root in text.split(","))
        found.remove_option("flake8", name.replace("_", "-"))
        found.set("flake8", name, text)


def written(name: str, value: object, codes: Mapping[str, str]) -> str | None:
    """A value as flake8's config files have it; None for one of a type that no option has."""
    if isinstance(value, dict) and name == "per_file_ignores":
        parts = {pattern: written("ignore", ignored, codes) for pattern, ignored in value.items()}
        return None if None in parts.values() else "\n".join(f"{pattern}:{part}" for pattern, part in parts.items())
    if isinstance(value, bool):
        return str(value).lower()
    if name in CODES and isinstance(value, str):
        value = value.split(",")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(codes.get(each.strip().lower(), each) if name in CODES else each for each in value)
    return str(value) if isinstance(value, (str, int)) else None
