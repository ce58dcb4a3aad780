#!/usr/bin/env python3
"""The main job on this machine, told step by step. `./run demo` builds the programs and starts it."""

import argparse
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import traceback

from entry_steps import enrol, everything_arrived, send_all, start_hub, work_offline
from merge_steps import decide, edit_at_two_places, replicas_equal
from page import Page, StepFailed
from processes import CommandFailed, missing_programs
from result_steps import cost, end, targets
from story import Story
from words import LANGUAGES, Words

STEPS = (start_hub, enrol, work_offline, send_all, everything_arrived, edit_at_two_places, decide, replicas_equal, cost,
         targets, end)


def default_language():
    lang = os.environ.get("LANG", "")
    return "zh" if lang in ("", "C", "C.UTF-8", "POSIX") or lang.startswith("zh") else "en"


def arguments():
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the story")
    parser.add_argument("--lang", choices=LANGUAGES, default=default_language(), help="language of the story")
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="work in this empty folder and leave it there")
    return parser.parse_args()


def interrupt(*_):
    # A second signal must not stop the stopping.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def tell_failure(page, error):
    words = page.words
    page.passed()
    page.paragraph(words("fail.step", n=page.number, title=page.title))
    if isinstance(error, StepFailed):
        page.line("  " + words("fail.expected", text=error.expected))
        page.line("  " + words("fail.got", text=error.got))
    elif isinstance(error, CommandFailed):
        page.line("  " + words("fail.command", text=" ".join(error.command)))
        page.line("  " + words("fail.expected", text=error.expected))
        page.line("  " + words("fail.got", text=words("fail.exit", text=error.got)))
        page.line("  " + words("fail.message"))
        page.line(str(error) or "-")
    else:
        traceback.print_exception(type(error), error, error.__traceback__)


def play(story):
    """The exit code. Whatever happens, what serves is stopped."""
    page, words = story.page, story.words
    page.line("== " + words("title"))
    page.paragraph(words("intro"))
    try:
        for step in STEPS:
            step(story)
        if not story.once:
            signal.pause()
        return 0
    except KeyboardInterrupt:
        page.passed()
        page.paragraph(words("end.bye" if story.ended else "fail.interrupted"))
        return 0 if story.ended else 130
    except Exception as error:
        tell_failure(page, error)
        page.line(words("fail.nothing_left"))
        return 1
    finally:
        for office in story.offices:
            office.client.stop()
        story.hub.stop()


def main():
    options = arguments()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    words = Words(options.lang)
    missing = missing_programs()
    if missing:
        print(words("fail.programs", text=", ".join(missing)), file=sys.stderr)
        return 1
    if options.keep and options.keep.exists() and any(options.keep.iterdir()):
        print(words("fail.folder", text=options.keep), file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    folder = options.keep.resolve() if options.keep else pathlib.Path(tempfile.mkdtemp(prefix="minsync-demo-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if options.once and not options.keep:
            # What opens the sealed folders goes with them. Who goes on by hand has this machine's own.
            os.environ["XDG_STATE_HOME"] = str(folder / "state")
        return play(Story(Page(words), folder, options.once, options.keep is not None))
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
