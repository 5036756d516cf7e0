"""What the rules about containers share: who holds it, and where."""
from __future__ import annotations

from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.report.findings import Fix, Refusal, Report
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.rules.chain import after_init
from flake8_torchstate.model.values import Container, Holder

ARTICLES = {"list": "a list", "tuple": "a tuple", "set": "a set", "dict": "a dict", "deque": "a deque",
            "OrderedDict": "an OrderedDict", "defaultdict": "a defaultdict", "generator": "a generator"}
MAPPINGS = ("dict", "OrderedDict", "defaultdict", "Counter")


def place(lost: LostItems) -> str:
    """"a list", "a lambda", "a Normal distribution"."""
    holder = lost.holder
    if isinstance(holder, Container):
        return ARTICLES.get(holder.kind, f"a {holder.kind}")
    if isinstance(holder, Holder):
        return f"{'an' if holder.what[:1].lower() in 'aeiou' else 'a'} {holder.what}"
    return "the class body"


def is_mapping(lost: LostItems) -> bool:
    """Whether it's a dict of some kind."""
    return isinstance(lost.holder, Container) and lost.holder.kind in MAPPINGS


def instead(lost: LostItems, single: str, many: str, texts: Texts) -> str:
    """The line to write: the container's own counterpart in torch.nn, with `…` for what is put together elsewhere."""
    kind = many if is_mapping(lost) else single
    expression = texts.expression(lost.site, lost.expression if not lost.added else None)
    return f"self.{lost.name} = nn.{kind}({expression}){after_init(lost.early)}"


def fix(report: Report, lost: LostItems) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.containers import registered_items  # flake8 has no use for it

    return registered_items(report, lost)
