"""The plugin's own time without flake8: a script for the Python of the environment that holds it.

usage: python inside.py [REPEATS] < FILE-NAMES, one a line
       python inside.py --data

Prints JSON: for each file the least CPU seconds of the repeats and the codes found, and what the process
counted; or the CPU seconds that reading the recorded data takes.
"""
from __future__ import annotations

import ast
import io
import json
import sys
import time
import tokenize
from typing import Any


WARM = """\
import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.mask = torch.ones(3)
"""


def time_files(names: list[str], repeats: int) -> dict[str, Any]:
    """Let the plugin look at files; what it imports at first is not counted."""
    import libcst  # noqa: F401

    from flake8_torchstate.plugin import TorchStatePlugin

    look(TorchStatePlugin, "warm.py", WARM)
    found = []
    for name in names:
        with tokenize.open(name) as stream:
            text = stream.read()
        looks = [look(TorchStatePlugin, name, text) for _ in range(repeats)]
        found.append({"seconds": min(seconds for seconds, _ in looks), "codes": looks[0][1]})
    return {"files": found, "counts": counted()}


def look(plugin: Any, name: str, text: str) -> tuple[float, list[str]]:
    """One look at one text: CPU seconds and codes."""
    tree, lines = ast.parse(text), io.StringIO(text).readlines()
    start = time.process_time()
    codes = [said[2].split()[0] for said in plugin(tree, name, lines).run()]
    return time.process_time() - start, codes


def counted() -> dict[str, int]:
    """What the process read, and how many classes the screen let through."""
    from flake8_torchstate.config import Config
    from flake8_torchstate.screen import screen_of, shared_project

    project = shared_project(Config())
    screen = screen_of(project, Config())
    return {"parsed": project.parsed, "classes": screen.classes, "doubted": screen.doubted}


def time_data() -> float:
    """Ask one question of each recorded table."""
    from flake8_torchstate import knowledge  # the code is there before the clock starts, its data isn't
    from flake8_torchstate.knowledge import libraries

    start = time.process_time()
    knowledge.torch_module("torch.nn.Linear")
    knowledge.function("torch.zeros")
    knowledge.method("detach")
    knowledge.attribute("data")
    libraries.is_module("transformers.PreTrainedModel")
    return time.process_time() - start


if __name__ == "__main__":
    if sys.argv[1:] == ["--data"]:
        json.dump(time_data(), sys.stdout)
    else:
        times = int(sys.argv[1]) if sys.argv[1:] else 1
        json.dump(time_files(sys.stdin.read().splitlines(), times), sys.stdout)
