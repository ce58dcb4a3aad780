"""Figures of rows that were measured, in a file, so that an interrupted run goes on. Each row stays whole: its sides were
measured in turn, in one run, on one machine."""

import json
import pathlib
import sys

MACHINE = ("cpu", "cores", "memory_gb", "kernel", "compiler", "node")


class Kept:
    """`path` may be None: then nothing is kept. Figures of another machine, or of other numbers, end the program."""

    def __init__(self, path, about, said):
        self.path = pathlib.Path(path) if path else None
        self.head = {"machine": {name: about[name] for name in MACHINE}, "options": said}
        self.figures = {}
        if self.path and self.path.exists():
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if found["head"] != self.head:
                sys.exit(f"{self.path}: figures of another machine or of other numbers; name another file")
            self.figures = found["figures"]

    def add(self, row, noted):
        self.figures[row] = noted
        if self.path:
            self.path.write_text(json.dumps({"head": self.head, "figures": self.figures}), encoding="utf-8")

    def noted(self, rows):
        """Of these rows, as `SIDE: MEASURE` and its figures."""
        return {name: values for row in rows for name, values in self.figures.get(row, {}).items()}
