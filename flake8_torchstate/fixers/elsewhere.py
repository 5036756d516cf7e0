"""Whether another file of the project has its own use for a name of a class: a subclass, or code that sets it.

The text of every file is searched; those in which it could be are parsed, each once as long as it doesn't change.
"""
from __future__ import annotations

import ast
import functools
import itertools
import os
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from flake8_torchstate.code.classes import ClassInfo, classes_of
from flake8_torchstate.code.disk import (
    MOST_INDEXED, holds_project, is_package, read_bytes, read_text, sources, stamp_of)
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import parsed
from flake8_torchstate.report.context import Stores, called_name, is_of_self
from flake8_torchstate.report.findings import Report

MOST_LEVELS = 8
MOST_BESIDE = 8_000
"""Files of a project that are searched for each name; with more there is no fix that hangs on them."""


def claimed_elsewhere(report: Report, name: str) -> str:
    """Why a name can't be registered for what other files do with it; "" where they do nothing."""
    return claims_of(report).get(name, "")


@functools.lru_cache(maxsize=1)
def claims_of(report: Report) -> dict[str, str]:
    """The names of a class's lost tensors that other files of its project set, and where."""
    source, project = report.cls.source, report.cls.scope.project
    names = {report.written(lost.name) for lost in report.lost_tensors} | {lost.name for lost in report.lost_items}
    if not isinstance(project, Project) or not os.path.isfile(source.path):
        return {}
    own = project.disk.real(os.path.abspath(source.path))
    others = files_beside(project, own)
    if others is None:
        return dict.fromkeys(names, "its project has more files than can be looked at")
    found: dict[str, str] = {}
    derived = list(subclasses(report.cls, project, others))
    own_names = [encoded(cls.name) for cls in (report.cls, *(cls for cls, _ in derived))]
    for file in others:
        data = text_of(file)
        if any(may_set(data, encoded(name)) for name in names):
            known = any(name in data for name in own_names)
            for name, line in set_from_outside(file, stamp_of(file), known).items():
                if name in names:
                    found.setdefault(name, f"{shown(file, own)}:{line} sets it")
    for cls, file in derived:
        for name in names:
            if name in {*cls.methods, *cls.properties, *cls.attributes, *cls.nested} or Stores(cls).of(name):
                found.setdefault(name, f"the subclass {cls.name} in {shown(file, own)} has the name too")
    return found


def read_elsewhere(report: Report, name: str) -> bool:
    """Whether other code, that of the file or of one that knows the class, may read a name of it without a call."""
    parents = report.context.parents
    for node in report.context.nodes:
        if isinstance(node, ast.Attribute) and node.attr == name and not is_of_self(node):
            parent = parents[node]
            if not (isinstance(parent, ast.Call) and parent.func is node):
                return True
    texts = texts_of_others(report)
    return texts is None or any(
        encoded(report.cls.name) in text and b"." + encoded(name) in text for text in texts)


def read_from_class(report: Report, name: str) -> bool:
    """Whether code mentions `Class.name`, of the class or a subclass, in the file or another one."""
    owners = [cls.name for cls in (report.cls, *report.context.subclasses)]
    here = any(isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.value, ast.Name) and n.value.id in (
        *owners, "cls") for n in report.context.nodes)
    texts = texts_of_others(report)
    return here or texts is None or any(encoded(f"{owner}.{name}") in text for text in texts for owner in owners)


def texts_of_others(report: Report) -> Iterator[bytes] | None:
    """The other files of a class's project; None where there are more than can be looked at."""
    source, project = report.cls.source, report.cls.scope.project
    if not isinstance(project, Project) or not os.path.isfile(source.path):
        return iter(())
    files = files_beside(project, project.disk.real(os.path.abspath(source.path)))
    return map(text_of, files) if files is not None else None


def shown(file: str, own: str) -> str:
    """A file as it's seen from the folder of another one."""
    return os.path.relpath(file, os.path.dirname(own))


# --- files


def files_beside(project: Project, own: str) -> list[str] | None:
    """The other files of the project around one; None where there are more than can be looked at for each finding."""
    top = top_of(os.path.dirname(own))
    listed = _listed.setdefault(project, {})
    if top not in listed:
        found = list(itertools.islice(sources(top, ".py"), MOST_BESIDE + 1))
        known = [file for file in found if file is not None]
        listed[top] = known if len(known) == len(found) <= MOST_BESIDE else None
    files = listed[top]
    return [file for file in files if file != own] if files is not None else None


_listed: WeakKeyDictionary[Project, dict[str, list[str] | None]] = WeakKeyDictionary()
"""The files of the folders that were asked about, for as long as a project is read."""


def encoded(text: str) -> bytes:
    """A name as the bytes of a file have it."""
    return text.encode("utf-8", "surrogatepass")


def text_of(file: str) -> bytes:
    """The text of a file as it is on the disk."""
    return _text(file, stamp_of(file))


@functools.lru_cache(maxsize=1024)
def _text(file: str, stamp: tuple[int, int]) -> bytes:
    return read_bytes(file, MOST_INDEXED) or b""


def top_of(folder: str) -> str:
    """The folder of the project around a folder; where none is seen, its outermost package, or itself."""
    here = folder
    for _ in range(MOST_LEVELS):
        if holds_project(here):
            return here
        here = os.path.dirname(here)
    while is_package(os.path.dirname(folder)):
        folder = os.path.dirname(folder)
    return folder


# --- code that sets a name on something


def may_set(data: bytes, name: bytes) -> bool:
    """Whether a text has an attribute of a name in front of a `=`, or in a `del`, or the name as a string."""
    at = data.find(name)
    while at >= 0:
        before, end = data[at - 1:at], at + len(name)
        if before in (b'"', b"'") and b"setattr" in data:
            return True
        if before == b".":
            line = data.rfind(b"\n", 0, at) + 1
            behind = data.find(b"\n", end)
            if b"=" in data[end:behind if behind >= 0 else len(data)] or b"del " in data[line:at]:
                return True
        at = data.find(name, end)
    return False


@functools.lru_cache(maxsize=4096)
def set_from_outside(file: str, stamp: tuple[int, int], known: bool) -> dict[str, int]:
    """The attributes that a file sets on something else than `self`, and the lines.

    stamp: how it looked on the disk; known: it mentions the class that is asked about.  Where it doesn't, what its own
    code makes of a class can't be one.
    """
    tree = parsed(read_text(file, MOST_INDEXED) or "")
    if tree is None:
        return {}
    found: dict[str, int] = {}
    others = {"self", "cls", "ctx"} | (set() if known else made_of_classes(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            if not (isinstance(node.value, ast.Name) and node.value.id in others):
                found.setdefault(node.attr, node.lineno)
        elif isinstance(node, ast.Call) and called_name(node) in ("setattr", "delattr") and len(node.args) > 1:
            name = node.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                found.setdefault(name.value, node.lineno)
    return found


def made_of_classes(tree: ast.Module) -> set[str]:
    """The names that a file binds to nothing but what a call of a class makes, as far as their spelling says."""
    made = {node.targets[0] for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Name) and node.value.func.id[:1].isupper()}
    others = {node.id for node in ast.walk(tree)
              if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and node not in made}
    others |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return {node.id for node in made if isinstance(node, ast.Name)} - others


# --- subclasses


def subclasses(cls: ClassInfo, project: Project, files: list[str]) -> Iterator[tuple[ClassInfo, str]]:
    """The classes of some files that derive from a class, and the files."""
    known, looked_at = {cls.name}, set[str]()
    while True:
        new: set[str] = set()
        for file in files:
            if file not in looked_at and any(may_derive(file, name) for name in known):
                looked_at.add(file)
                scope = project.names_in(file)
                for other in classes_of(scope) if scope is not None else ():
                    if other is not cls and cls in other.mro:
                        new.add(other.name)
                        yield other, file
        if new <= known:
            return
        known |= new


def may_derive(file: str, name: str) -> bool:
    """Whether a text has a name as a base of some class, or imports it under another name."""
    data, wanted = text_of(file), encoded(name)
    at = data.find(wanted)
    while at >= 0:
        start = data.rfind(b"class ", 0, at)
        end = at + len(wanted)
        if (start >= 0 and b":" not in data[start:at]) or data[end:end + 4] == b" as ":
            return True
        at = data.find(wanted, end)
    return False
