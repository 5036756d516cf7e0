"""What a statement says of the name that it sets: as its own code writes it, so that a line can take its place."""
from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.walk import SHAPING


def name_node(site: Site) -> ast.expr | None:
    """The expression by which a statement names what it sets, where that is no plain text: `setattr(self, name, …)`."""
    for call in calls(site.node):
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if called == "setattr" and len(call.args) == 3:
            return None if isinstance(call.args[1], ast.Constant) else call.args[1]
        if called == "__setattr__" and len(call.args) == 2:
            return None if isinstance(call.args[0], ast.Constant) else call.args[0]
    return None


def calls(node: ast.stmt | None) -> Iterator[ast.Call]:
    """The calls in a statement that is an expression."""
    if isinstance(node, ast.Expr):
        yield from (n for n in ast.walk(node) if isinstance(n, ast.Call))


def quoted(texts: Texts, site: Site, name: str) -> str:
    """A name as an argument: its text, or the expression that the statement names it by."""
    node = name_node(site)
    if node is not None:
        return texts.read(site, node)
    return f'f"{name}"' if "{" in name else f'"{name}"'


def assignment(texts: Texts, site: Site, name: str, value: str) -> str:
    """A line that gives a name a value, in the way in which the statement does."""
    node = name_node(site)
    if node is not None or "{" in name:
        return f"setattr(self, {quoted(texts, site, name)}, {value})"
    return f"self.{name} = {''.join(f'{each} = ' for each in local_names(site))}{value}"


def local_names(site: Site) -> list[str]:
    """The local names that a statement gives the same value as an attribute: `self.a = a = value`."""
    targets = site.node.targets if isinstance(site.node, ast.Assign) else []
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return names if len(names) < len(targets) else []


def reads(site: Site, node: ast.expr | None, name: str) -> bool:
    """Whether the expression that a statement gives a name reads `self.name`: `self.name += …` does."""
    inside = [n for n in ast.walk(node) if isinstance(n, ast.Attribute)] if node is not None else []
    return isinstance(site.node, ast.AugAssign) or any(
        n.attr == name and isinstance(n.value, ast.Name) and n.value.id == "self" for n in inside)


def unpacked(texts: Texts, lost: LostTensor, names: Container[str]) -> tuple[str, str] | None:
    """Of `self.a, self.b = value` a line that gives local names to those that are lost, and the one for a name; of
    `self.a = a = value` one that gives the local name.
    """
    site, name, node = lost.site, lost.name, lost.site.node
    if not isinstance(node, ast.Assign):
        return None
    for other in local_names(site):
        return f"{other} = {texts.expression(site, node.value)}", other
    if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Tuple):
        return None
    targets = node.targets[0].elts
    if not all(isinstance(t, (ast.Attribute, ast.Name)) or is_rest(t) for t in targets):
        return None
    local = [t.attr if isinstance(t, ast.Attribute) else getattr(t, "id", "") for t in targets]
    if local.count(name) != 1 or lost.expression is not None and all(each in names for each in local):
        return None
    kept = [each if each in names else texts.read(site, target) for each, target in zip(local, targets)]
    return f"{', '.join(kept)} = {texts.read(site, node.value)}", name


def is_rest(target: ast.expr) -> bool:
    """Whether a target is a local name that gets all that is left."""
    return isinstance(target, ast.Starred) and isinstance(target.value, ast.Name)


INSIDE = (
    ast.Call, ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.List, ast.ListComp, ast.Dict, ast.JoinedStr)
"""What needs no brackets in any expression."""


def bracketed(texts: Texts, site: Site, node: ast.expr) -> str:
    """An expression as something that can stand in any other, or that a method can be called on."""
    text = texts.read(site, node)
    return text if isinstance(node, INSIDE) and not isinstance(getattr(node, "value", None), (int, float)) else (
        f"({text})")


def outermost(texts: Texts, site: Site, is_wanted: Callable[[ast.expr], bool], called: str) -> str:
    """A statement with the one call that is wanted around its whole value; "" where it isn't as simple as that."""
    node = site.node
    value = getattr(node, "value", None)
    if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.Return)) or value is None:
        return ""
    inner = [n for n in ast.walk(value) if isinstance(n, ast.Call) and is_wanted(n.func)]
    if len(inner) != 1 or len(inner[0].args) != 1 or isinstance(inner[0].args[0], ast.Starred):
        return ""
    whole = with_part(texts, site, value, inner[0], bracketed(texts, site, inner[0].args[0]))
    more = "".join(f", {each.arg}={texts.expression(site, each.value)}" for each in inner[0].keywords)
    return put(texts, site, f"{called}({whole}{more})")


def with_part(texts: Texts, site: Site, node: ast.expr | ast.stmt, part: ast.expr, text: str) -> str:
    """An expression or statement with another text for a part of it."""
    return texts.read(site, node).replace(texts.read(site, part), text, 1)


def put(texts: Texts, site: Site, value: str) -> str:
    """The statement at a site with another value."""
    node = site.node
    if isinstance(node, ast.Return):
        return f"return {value}"
    if isinstance(node, ast.AnnAssign):
        return f"{texts.read(site, node.target)}: {texts.read(site, node.annotation)} = {value}"
    if isinstance(node, ast.Assign):
        return "".join(f"{texts.read(site, target)} = " for target in node.targets) + value
    return ""


RESHAPING = SHAPING | frozenset("cat concat stack hstack vstack pad t mm matmul bmm interpolate outer einsum".split())


def reshapes(node: ast.stmt | None) -> bool:
    """Whether what a statement gives a name may have another shape than what it's made of: no `copy_` takes it."""
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    called = (getattr(n.func, "attr", "") for n in ast.walk(value or ast.Pass()) if isinstance(n, ast.Call))
    return value is not None and (not RESHAPING.isdisjoint(called) or any(
        isinstance(n, (ast.Subscript, ast.MatMult)) for n in ast.walk(value)))


def calls_of(site: Site, name: str) -> list[ast.Call]:
    """The calls of a function, method or class of that last name in the statement at a site."""
    compound = site.node is None or hasattr(site.node, "body")
    return [] if compound or site.node is None else [
        n for n in ast.walk(site.node) if isinstance(n, ast.Call)
        and name == (n.func.attr if isinstance(n.func, ast.Attribute) else getattr(n.func, "id", ""))]


def one_for_each(texts: Texts, site: Site) -> str:
    """Of a statement that repeats a list of one item, `[item] * n`, one that makes an item for each; "" of others."""
    if site.node is None or hasattr(site.node, "body"):
        return ""
    for node in ast.walk(site.node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for shared, times in ((node.left, node.right), (node.right, node.left)):
                if isinstance(shared, ast.List) and len(shared.elts) == 1 and isinstance(shared.elts[0], ast.Call):
                    made = f"[{texts.read(site, shared.elts[0])} for _ in range({texts.read(site, times)})]"
                    return with_part(texts, site, site.node, node, made)
    return ""


def rewritten(texts: Texts, site: Site, call: ast.Call, argument: ast.expr, text: str) -> str:
    """The simple statement at a site with another text for an argument of a call in it."""
    parts = [text if a is argument else texts.read(site, a) for a in call.args]
    parts += [f"{'**' if k.arg is None else k.arg + '='}{text if k.value is argument else texts.read(site, k.value)}"
              for k in call.keywords]
    return with_call(texts, site, call, f"{texts.read(site, call.func)}({', '.join(parts)})")


def with_call(texts: Texts, site: Site, call: ast.Call, text: str) -> str:
    """The simple statement at a site with another text for a call in it."""
    return with_part(texts, site, site.node, call, text) if site.node is not None else ""


class Assigned(NamedTuple):
    """An assignment of one name: how it begins and ends around the value, what reads the target, and the value."""

    begin: str
    end: str
    target: str
    value: str

    def with_value(self, value: str) -> str:
        """The same with another value."""
        return f"{self.begin}{value}{self.end}"


def assigned(texts: Texts, site: Site) -> Assigned | None:
    """What the statement at a site assigns, where that is one attribute, by its name or by `setattr`."""
    node = site.node
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Attribute):
        target = texts.read(site, node.targets[0])
        return Assigned(f"{target} = ", "", target, texts.expression(site, node.value))
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        target = texts.read(site, node.target)
        begin = f"{target}: {texts.read(site, node.annotation)} = "
        return Assigned(begin, "", target, texts.expression(site, node.value))
    for call in calls_of(site, "setattr"):
        if len(call.args) == 3:
            owner, name = (texts.read(site, part) for part in call.args[:2])
            return Assigned(f"setattr({owner}, {name}, ", ")", f"getattr({owner}, {name})",
                            texts.expression(site, call.args[2]))
    return None


def name_argument(site: Site, called: str) -> ast.expr | None:
    """What the one call of a registration at a site, or of `setattr`, is given as the name."""
    found = [*calls_of(site, called), *calls_of(site, "setattr")]
    if len(found) != 1:
        return None
    call, index = found[0], int(not calls_of(site, called))
    named = next((k.value for k in call.keywords if k.arg == "name"), None)
    return call.args[index] if len(call.args) > index else named


def sole_argument(call: ast.Call) -> ast.expr | None:
    """The only argument of a call."""
    alone = len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred)
    return call.args[0] if alone else None


def second(call: ast.Call, keyword: str) -> ast.expr | None:
    """The second argument of a call, or the one of that name."""
    return call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg == keyword), None)


def of_one_kind(node: ast.expr) -> bool:
    """Whether an expression is a list that holds nothing but displays of one kind."""
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        parts = [node.elt]
    kinds = {isinstance(part, (ast.Dict, ast.DictComp)) for part in parts}
    boxes = (ast.List, ast.Tuple, ast.ListComp, ast.Dict, ast.DictComp)
    return len(kinds) == 1 and all(isinstance(part, boxes) for part in parts)
