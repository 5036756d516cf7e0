"""The changes that a fix makes to a libcst tree, given out as the smallest edits of the file's text.

A change is what becomes of a node after those inside of it are made, so that of two nested ones both survive.  What a
change leaves alone are the same nodes before and after: the edits are what stands between these.
"""
from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ParamSpec

import libcst as cst

from flake8_torchstate.fixers.layout import laid_out
from flake8_torchstate.report.findings import Edit, Fix, Refusal
from flake8_torchstate.report.trees import STATEMENTS, Code, NoFix, Span, Tree

P = ParamSpec("P")
Change = Callable[[Any], Any]
UNCHANGED = (cst.BaseExpression, *STATEMENTS)


def if_certain(fixer: Callable[P, Fix]) -> Callable[P, Fix | Refusal]:
    """A fixer that says why it has none where it isn't certain that the fix breaks nothing."""
    @functools.wraps(fixer)
    def fixed(*args: P.args, **kwargs: P.kwargs) -> Fix | Refusal:
        try:
            return fixer(*args, **kwargs)
        except NoFix as error:
            return Refusal(str(error))
        except RecursionError:
            return Refusal("the code is nested too deeply")
        except cst.CSTValidationError:
            return Refusal("two words would run into each other")

    return fixed


class Changes(cst.CSTTransformer):
    """What one fix changes in a tree."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree
        self._changes: dict[cst.CSTNode, list[Change]] = {}
        self._inserted: dict[cst.CSTNode, cst.CSTNode] = {}
        self._ways: set[cst.CSTNode] = set()

    # --- what becomes of nodes

    def replace(self, node: cst.CSTNode, change: Change) -> None:
        """Put what a change makes of a node in its place; a comment in it that would be lost is a reason not to."""
        def kept(updated: cst.CSTNode) -> Any:
            made = change(updated)
            if comments_in(updated) - sum((comments_in(n) for n in parts_of(made)), Counter()):
                raise NoFix("a comment would be lost")
            return made

        self._on(node, kept)

    def _on(self, node: cst.CSTNode, change: Change) -> None:
        self._ways.update(self.tree.way_to(node))
        self._changes.setdefault(node, []).append(change)

    def split(self, statement: cst.CSTNode, change: Callable[[Any], Sequence[cst.BaseSmallStatement]]) -> None:
        """Put the statements that a change makes of a simple one in its place, each on a line where it has one."""
        line = self.tree.above(statement)

        def parts(updated: Any) -> list[cst.BaseSmallStatement]:
            *others, last = change(updated)
            apart = [s.with_changes(semicolon=cst.MaybeSentinel.DEFAULT) for s in others]
            return [*apart, last.with_changes(semicolon=updated.semicolon)]

        def lines(updated: cst.SimpleStatementLine) -> cst.FlattenSentinel[cst.BaseStatement]:
            *others, last = parts(updated.body[0])
            whole = updated.with_changes(body=[last], leading_lines=())
            made = [*(cst.SimpleStatementLine([s]) for s in others), whole]
            made[0] = made[0].with_changes(leading_lines=updated.leading_lines)
            return cst.FlattenSentinel(made)

        if is_alone(statement, line):
            self.replace(line, lines)
        else:
            self.replace(statement, lambda updated: cst.FlattenSentinel(parts(updated)))

    def remove(self, statement: cst.CSTNode, moved: bool = False) -> None:
        """Take a statement away; comments above it stay, and the one behind it does unless it is moved elsewhere."""
        line: Any = self.tree.above(statement) if isinstance(statement, cst.BaseSmallStatement) else statement
        if line is not statement and not is_alone(statement, line):
            self._remove_beside(statement, line)
            return
        block = self.tree.above(line)
        if not isinstance(block, cst.IndentedBlock) or len(block.body) < 2:
            raise NoFix("it's the only statement of its block")
        body = list(block.body)
        behind = line.trailing_whitespace.comment if isinstance(line, cst.SimpleStatementLine) and not moved else None
        above = [*line.leading_lines, *([cst.EmptyLine(comment=behind)] if behind is not None else [])]
        if line is body[-1]:
            self._on(block, lambda b: b.with_changes(footer=[*above, *b.footer]))
        else:
            self._on(body[body.index(line) + 1], lambda n: n.with_changes(leading_lines=[*above, *n.leading_lines]))
        self._on(line, removed)

    def _remove_beside(self, statement: Any, line: Any) -> None:
        if len(line.body) < 2:
            raise NoFix("it's the only statement of its block")
        if statement is line.body[-1]:
            self._on(line.body[-2], lambda s: s.with_changes(semicolon=statement.semicolon))
        self._on(statement, removed)

    def enclose(self, statement: cst.CSTNode, header: str, change: Change = lambda statement: statement) -> None:
        """Put what a change makes of a simple statement under a `with` or the like of its own, with its comments."""
        line: Any = self.tree.above(statement)
        block: Any = self.tree.above(line)
        if not is_alone(statement, line) or not isinstance(block, (cst.IndentedBlock, cst.Module)):
            raise NoFix("it shares its line")

        def within(updated: cst.SimpleStatementLine) -> cst.BaseStatement:
            made: Any = cst.parse_statement(f"{header}\n    pass\n")
            inner = updated.with_changes(body=[change(updated.body[0])], leading_lines=())
            body = made.body.with_changes(body=[inner], indent=getattr(block, "indent", None))
            whole: cst.BaseStatement = made.with_changes(leading_lines=updated.leading_lines, body=body)
            return whole

        self.replace(line, within)

    def wrap(self, node: cst.CSTNode, called: str, *more: str) -> None:
        """Put a call with more arguments around an expression."""
        self.replace(node, lambda value: wrapped(value, called, *more))

    def insert(self, place: cst.CSTNode, new: cst.BaseStatement, on_top: bool = False, apart: bool = False) -> None:
        """Put a statement before another one, on its line where that one isn't the first there.

        on_top: below the blank lines above the other one, and not below its comments; apart: a blank line after it.
        """
        line: Any = place
        if isinstance(place, cst.BaseSmallStatement):
            line = self.tree.above(place)
            if not isinstance(line, cst.SimpleStatementLine) or line.body[0] is not place:
                if not isinstance(new, cst.SimpleStatementLine):
                    raise NoFix("it needs a line of its own")
                self._put(place, new.body[0])
                return
        blank = list(itertools.takewhile(lambda above: on_top and above.comment is None, line.leading_lines))
        between = [cst.EmptyLine(indent=False)] if apart else []
        self._on(line, lambda n: n.with_changes(leading_lines=[*between, *n.leading_lines[len(blank):]]))
        self._put(line, new.with_changes(leading_lines=blank) if on_top else new)

    def append(self, place: cst.CSTNode, new: cst.BaseStatement) -> None:
        """Put a statement after another one, apart from what follows."""
        block: Any = self.tree.above(place)
        following = block.body[block.body.index(place) + 1:]
        if not following:
            self._on(block, lambda b: b.with_changes(body=[*b.body, new]))
        else:
            above = following[0].leading_lines
            self.insert(following[0], new, apart=not above or above[0].comment is not None)

    def follow(self, place: cst.CSTNode, new: cst.BaseStatement) -> None:
        """Put a statement right after another one."""
        line: Any = self.tree.above(place) if isinstance(place, cst.BaseSmallStatement) else place
        if line is not place and not is_alone(place, line):
            raise NoFix("it shares its line")
        self._on(line, lambda updated: cst.FlattenSentinel([updated, new]))

    def _put(self, before: cst.CSTNode, new: cst.CSTNode) -> None:
        self._ways.update(self.tree.way_to(before))
        self._inserted[before] = new

    # --- from here on: what comes of them

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Only what leads to a change is walked over: the rest stays the very same nodes."""
        return node in self._ways

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """What becomes of a node whose children are done."""
        for change in self._changes.get(original_node, ()):
            updated_node = change(updated_node)
        before = self._inserted.get(original_node)
        return cst.FlattenSentinel([before, updated_node]) if before is not None else updated_node

    def fix(self, title: str, safe: bool, more: Sequence[Edit] = ()) -> Fix:
        """The fix that makes the changes, and some more edits elsewhere."""
        return Fix(title, (*self.edits(), *more), safe)

    def edits(self) -> list[Edit]:
        """The edits of the file's text that come to the changes."""
        module = self.tree.module.visit(self)
        assert isinstance(module, cst.Module)
        old, new = self.tree.code, laid_out(self.tree, module)
        found: list[Edit] = []
        before = 0, 0
        for here, there in (*unchanged(old, new), ((len(old.text),) * 2, (len(new.text),) * 2)):
            gap = trimmed(before[0], old.text[before[0]:here[0]], new.text[before[1]:there[0]])
            if gap is not None:
                start, end, text = gap
                found.append(Edit(self._place(start), self._place(end), text))
            before = here[1], there[1]
        if not found:
            raise NoFix("nothing would change")
        return found

    def _place(self, offset: int) -> tuple[int, int]:
        line, column = self.tree.code.place(offset)
        return self.tree.line(line), column


def removed(_: object) -> cst.RemovalSentinel:
    """The change that leaves nothing."""
    return cst.RemovalSentinel.REMOVE


def is_alone(statement: cst.CSTNode, line: cst.CSTNode) -> bool:
    """Whether a simple statement has its line for itself."""
    return isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1


def unchanged(old: Code, new: Code) -> Iterator[tuple[Span, Span]]:
    """Where the nodes that are in both trees stand in either, the outermost ones in order."""
    both = [(old.span(n), new.span(n)) for n in new if n in old and isinstance(n, UNCHANGED)]
    end = 0, 0
    for here, there in sorted(both, key=lambda spans: (spans[0][0], -spans[0][1])):
        same = old.text[here[0]:here[1]] == new.text[there[0]:there[1]]
        if same and here[0] >= end[0] and there[0] >= end[1]:
            yield here, there
            end = here[1], there[1]


def trimmed(start: int, old: str, new: str) -> tuple[int, int, str] | None:
    """The smallest replacement that makes one text of another: where it starts and ends, and its text."""
    if old == new:
        return None
    same = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - same
    behind = next((i for i in range(most) if old[-1 - i] != new[-1 - i]), most)
    return start + same, start + len(old) - behind, new[same:len(new) - behind]


class Comments(cst.CSTVisitor):
    """Collects the comments of a tree."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def visit_Comment(self, node: cst.Comment) -> None:
        """Note one."""
        self.found[node.value] += 1


def comments_in(node: cst.CSTNode) -> Counter[str]:
    """The comments of a tree."""
    collected = Comments()
    node.visit(collected)
    return collected.found


def parts_of(made: Any) -> Iterator[cst.CSTNode]:
    """The nodes that a change leaves."""
    yield from made if isinstance(made, cst.FlattenSentinel) else [made] if isinstance(made, cst.CSTNode) else []


# --- code


def wrapped(value: cst.BaseExpression, called: str, *more: str) -> cst.Call:
    """A call of something with an expression and more arguments; brackets around the former stay around the call."""
    function, arguments = cst.parse_expression(called), [argument(text) for text in more]
    if isinstance(value, BARE):
        return cst.Call(function, [cst.Arg(bracketed(value)), *arguments])
    inner = value.with_changes(lpar=(), rpar=()) if value.lpar else value
    return cst.Call(function, [cst.Arg(inner), *arguments], lpar=value.lpar, rpar=value.rpar)


BARE = (cst.Tuple, cst.GeneratorExp, cst.NamedExpr)
"""What can stand without brackets where it's assigned, and not in a call."""


def bracketed(value: cst.BaseExpression) -> cst.BaseExpression:
    """An expression as it can stand in a call."""
    return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if isinstance(
        value, BARE) and not value.lpar else value


def argument(text: str) -> cst.Arg:
    """An argument as it's written."""
    return cst.ensure_type(cst.parse_expression(f"f({text})"), cst.Call).args[0]


def each_in(items: cst.BaseExpression, called: str) -> cst.BaseExpression:
    """`[called(each) for each in items]`."""
    loop = cst.CompFor(cst.Name("each"), bracketed(items))
    return cst.ListComp(cst.Call(cst.parse_expression(called), [cst.Arg(cst.Name("each"))]), loop)


def each_value(items: cst.BaseExpression, called: str) -> cst.BaseExpression:
    """`{key: called(each) for key, each in items.items()}`."""
    made = cst.ensure_type(
        cst.parse_expression(f"{{key: {called}(each) for key, each in items.items()}}"), cst.DictComp)
    if not isinstance(items, (cst.Dict, cst.DictComp, cst.Call, cst.Name)):
        raise NoFix("it isn't seen what is in it")
    over = cst.ensure_type(made.for_in.iter, cst.Call)
    method = cst.ensure_type(over.func, cst.Attribute).with_changes(value=items)
    return made.with_changes(for_in=made.for_in.with_changes(iter=over.with_changes(func=method)))
