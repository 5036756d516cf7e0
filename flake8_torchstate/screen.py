"""Which files and classes are looked at at all: a cheap look at flake8's own ast, before libcst is imported.

It never decides a finding: a class that it lets pass by has none.
"""
from __future__ import annotations

import functools

from flake8_torchstate.classes import ClassInfo, classes_of
from flake8_torchstate.config import Config
from flake8_torchstate.project import Project
from flake8_torchstate.scopes import Scope


def may_define_classes(lines: list[str]) -> bool:
    """Whether a file defines any class with a base."""
    return any("class " in line and "(" in line for line in lines)


def modules_of(scope: Scope) -> list[ClassInfo]:
    """The classes of a file that are nn.Modules, those in functions and in other classes too."""
    return [info for info in classes_of(scope) if info.counts_as_module]


def looked_at(scope: Scope, config: Config) -> list[ClassInfo]:
    """The classes of a file that are analysed: Modules whose construction could hold a mistake."""
    return modules_of(scope)


@functools.lru_cache(maxsize=4)
def shared_project(config: Config) -> Project:
    """The one index of other files that a process keeps."""
    return Project(config.roots, config.module_bases)
