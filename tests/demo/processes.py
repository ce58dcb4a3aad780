"""The real programs: the hub with its front, the offices' clients, the generator of sample data."""

import json
import os
import pathlib
import signal
import subprocess
import sys

BUILD = pathlib.Path(os.environ.get("MINSYNC_BUILD") or pathlib.Path(__file__).resolve().parents[2] / "build")
COMMAND_SECONDS = 300
STOP_SECONDS = 20


class CommandFailed(Exception):
    """A program ended otherwise than the story tells."""

    def __init__(self, command, expected, got, message):
        super().__init__(message)
        self.command, self.expected, self.got = command, expected, got


def missing_programs():
    names = ("minsync", "minsync-hub", "minsync-generate")
    return [str(BUILD / name) for name in names if not os.access(BUILD / name, os.X_OK)]


def environment(lang):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MINSYNC_", "LC_", "LANG"))}
    return {**kept, "LANG": "zh_CN.UTF-8" if lang == "zh" else "en_US.UTF-8"}


def exit_codes(codes):
    return "exit " + " / ".join(str(code) for code in codes)


def text_of(raw):
    return (raw or b"").decode("utf-8", errors="replace").strip()


class Program:
    """One program with its data folder."""

    def __init__(self, name, folder, lang):
        self.path, self.folder, self.lang = BUILD / name, folder, lang
        self.process = None  # while it serves

    def command(self, *arguments):
        return [str(self.path), *[str(part) for part in arguments], "--data", str(self.folder)]

    def run(self, *arguments, expect=(0,), live=False):
        """`live`: the program's progress line goes straight to the terminal, where there is one."""
        live = live and sys.stderr.isatty()
        command = self.command(*arguments)
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=None if live else subprocess.PIPE,
            env=environment(self.lang), timeout=COMMAND_SECONDS,
        )
        if done.returncode not in expect:
            said = "\n".join(part for part in (text_of(done.stderr), text_of(done.stdout)) if part)
            raise CommandFailed(command, exit_codes(expect), done.returncode, said)
        return done

    def json(self, *arguments, expect=(0,), live=False):
        done = self.run(*arguments, "--json", expect=expect, live=live)
        try:
            return json.loads(done.stdout)
        except ValueError:
            raise CommandFailed(self.command(*arguments, "--json"), "JSON", done.returncode, text_of(done.stdout))

    def count(self, form, *more):
        return len(self.rows(form, *more))


    def serve(self, listen):
        """What it says first. A session of its own: Ctrl-C reaches the story alone, which then stops it in order."""
        with open(self.folder / "serve.log", "ab") as errors:
            self.process = subprocess.Popen(
                self.command("serve", "--listen", listen), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                env=environment(self.lang), start_new_session=True,
            )
        return text_of(self.process.stdout.readline())

    def stop(self):
        """Also after a failure; what it started goes with it."""
        process, self.process = self.process, None
        if process is None:
            return None
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait()
        finally:
            process.stdout.close()

    def did_not_start(self, listen, expected, said):
        code = self.stop()
        log = (self.folder / "serve.log").read_text(errors="replace")
        return CommandFailed(self.command("serve", "--listen", listen), expected, code, said + log)


class Client(Program):
    def __init__(self, folder, lang):
        super().__init__("minsync", folder, lang)

    def open_page(self):
        """The link that opens its page, once."""
        listen = "127.0.0.1:0"
        line = self.serve(listen)
        if not line.startswith("ready "):
            raise self.did_not_start(listen, "ready http://…", line)
        return text_of(self.process.stdout.readline()).removeprefix("open ")

    def new(self, form, fields):
        return self.json("new", form, *[f"{name}={value}" for name, value in fields.items()])["id"]

    def edit(self, record, fields):
        self.run("edit", record, *[f"{name}={value}" for name, value in fields.items()])

    def rows(self, form, *more):
        return pages(self, "list", form, *more)

    def sync(self, live=False):
        """Exit 6 means that something waits to be decided, which the story shows."""
        return self.json("sync", expect=(0, 6), live=live)


class Hub(Program):
    def __init__(self, folder, lang):
        super().__init__("minsync-hub", folder, lang)
        self.url, self.listen = None, "127.0.0.1:0"

    def create(self, city):
        self.run("init", "--city", city)

    def rows(self, form, *more):
        return pages(self, "record", "list", form, *more)

    def start(self):
        line = self.serve(self.listen)
        if not line.startswith("ready https://"):
            raise self.did_not_start(self.listen, "ready https://…", line)
        self.url = line.split(" ", 1)[1]
        # Started again, it must be found where its clients know it.
        self.listen = self.url[len("https://"):]


def pages(program, *arguments):
    """All records of a list, page by page."""
    records, after = [], []
    while True:
        page = program.json(*arguments, "--limit", 1000, *after)
        records += page["records"]
        if not page.get("next"):
            return records
        after = ["--after", page["next"]]


def generate(org, count, households, members, lang):
    command = [str(BUILD / "minsync-generate"), "households", "--org", org, "--count", str(count), "-o",
               str(households), "--members", str(members)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment(lang),
                          timeout=COMMAND_SECONDS)
    if done.returncode != 0:
        raise CommandFailed(command, exit_codes((0,)), done.returncode, text_of(done.stderr))
