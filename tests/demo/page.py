"""What the story prints, and what it holds true."""

import sys

from table import table, wrap


class StepFailed(Exception):
    """A program answered, but not what the story tells."""

    def __init__(self, expected, got):
        super().__init__(expected)
        self.expected, self.got = expected, got


class Page:
    def __init__(self, words):
        self.words = words
        self.number, self.title = 0, ""

    def line(self, text=""):
        print(text, flush=True)

    def paragraph(self, text):
        self.line()
        for line in wrap(text):
            self.line(line)

    def step(self, key):
        self.number, self.title = self.number + 1, self.words(f"{key}.title")
        self.line()
        self.line()
        self.line("== " + self.words("step", n=self.number, title=self.title))

    def table(self, header, rows, align="", limit=26):
        self.line()
        for line in table(header, rows, align, limit):
            self.line("  " + line)

    def passing(self, text):
        """Said while something takes a moment; gone afterwards, and only on a terminal."""
        if sys.stdout.isatty():
            print(f"  {text}", end="\r", flush=True)

    def passed(self):
        if sys.stdout.isatty():
            print("\033[2K", end="\r", flush=True)

    def hold(self, true, key, got, **values):
        if not true:
            raise StepFailed(self.words(key, **values), str(got))

    def equal(self, expected, got, what):
        self.hold(expected == got, "expect.equal", got, what=what, expected=expected)


def size(count):
    if count < 10_000:
        return f"{count:,} B"
    return f"{count / 1e3:,.1f} kB" if count < 10_000_000 else f"{count / 1e6:,.1f} MB"
