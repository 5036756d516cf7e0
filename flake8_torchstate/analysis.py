"""From a file to its findings: which classes are Modules, what their construction leaves, what the rules say of it.

Whatever goes wrong with one class becomes a TSM000 on it and leaves the others alone.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source
from flake8_torchstate.config import Config
from flake8_torchstate.model import guards
from flake8_torchstate.report.findings import Finding, Report
from flake8_torchstate.report.usage import is_only_looked_into
from flake8_torchstate.report.writing import findings_of
from flake8_torchstate.rules import RULES, file_not_analysed, not_analysed
from flake8_torchstate.run.construction import construct, header
from flake8_torchstate.run.examination import examine_construction, examine_methods
from flake8_torchstate.run.machine import TooMuch
from flake8_torchstate.run.world import World, world_of
from flake8_torchstate.screen import looked_at


Wanted = tuple[int, int, str, str]
"""What a finding goes by: its `key`."""
DEBUG = "run flake8 with --torchstate-debug to see where"


@dataclass(frozen=True)
class Analysis:
    """One file under analysis: its Module classes, and what else is known."""

    modules: list[ClassInfo]
    config: Config
    project: Project

    def findings(self) -> list[Finding]:
        """The findings of a file, each once, in order."""
        world = world_of(self.config, self.project)
        seen: dict[tuple[int, int, str, str], Finding] = {}
        for info in self.modules:
            for finding in self.class_findings(world, info):
                seen.setdefault(finding.key, finding)
        return sorted(seen.values())

    def examined(self, world: World, info: ClassInfo) -> Report:
        """What there is to say of one class: its construction is run, then the methods that it didn't run."""
        machine = construct(world, info)
        examine_construction(machine)
        report = Report(machine.state, self.config, world.ran, world.member)
        # what construction leaves is read before other methods run: they put things into the same containers
        told = report.lost_names | {lost.name for lost in report.lost_items}
        late = examine_methods(machine, self.config)
        report.lost_items.extend(
            lost for lost in late
            if report.own(lost.site) and lost.name not in told and is_only_looked_into(report, lost.name))
        return report

    def class_findings(self, world: World, info: ClassInfo, wanted: Wanted | None = None) -> list[Finding]:
        """The findings of one class, or the one that is wanted of them; a TSM000 where it can't be analysed."""
        world.begin()
        try:
            report = self.examined(world, info)
            rules = [rule for rule in RULES if self.config.runs(rule.code, rule.default, rule.alone)]
            mistakes = (mistake for rule in rules for mistake in rule.check(report))
            return findings_of(report, (m for m in mistakes if wanted is None or m.key == wanted))
        except TooMuch as error:
            reason, help = str(error), ""
        except RecursionError:
            reason, help = "its code is nested too deeply", ""
        except Exception as error:  # one class's trouble must not take the findings of every file away
            if self.config.debug:
                raise
            reason, help = f"{type(error).__name__}: {error}", DEBUG
        finally:
            guards.forget()
        return [not_analysed(header(info), info.name, reason, help)]


def check(source: Source, config: Config, project: Project) -> list[Finding]:
    """The findings of a file; one TSM000 where the file as a whole can't be analysed."""
    return guarded(lambda: looked_at(project.enter(source), config), config, project)


def check_classes(modules: list[ClassInfo], config: Config, project: Project) -> list[Finding]:
    """The findings of some classes of the file that the project has entered."""
    return guarded(lambda: modules, config, project)


def guarded(modules: Callable[[], list[ClassInfo]], config: Config, project: Project) -> list[Finding]:
    """The findings of classes; one TSM000 where something goes wrong outside of any one class."""
    try:
        return Analysis(modules(), config, project).findings()
    except RecursionError:
        return [file_not_analysed("its code is nested too deeply")]
    except Exception as error:  # one file's trouble must not take the findings of every file away
        if config.debug:
            raise
        return [file_not_analysed(f"{type(error).__name__}: {error}", DEBUG)]
    finally:
        project.leave()


def check_source(text: str, path: str = "stdin", config: Config | None = None) -> list[Finding]:
    """The findings of a text.  Raises SyntaxError or ValueError where Python can't parse it."""
    source = Source.from_text(text, path)
    config = config or Config()
    return check(source, config, Project(config.roots, config.module_bases))
