"""Real binaries, real TLS, real files: what the end-to-end tests start and ask."""

import atexit
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ.get("MINSYNC_BUILD", pathlib.Path(__file__).parents[2] / "build"))
CITY, COUNTY, TOWN_A, TOWN_B = "330100", "330106", "330106002", "330106004"

# This machine's secret, which opens sealed folders, is the tests' own.
STATE = tempfile.mkdtemp(prefix="minsync-state-")
atexit.register(shutil.rmtree, STATE, ignore_errors=True)


class Failed(AssertionError):
    """A command ended with another exit code than the test expects."""


def environment(**extra):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MINSYNC_", "LC_", "LANG"))}
    env.update({"LANG": "en_US.UTF-8", "XDG_STATE_HOME": STATE}, **extra)
    return env


def run(command, expect=0, **options):
    options.setdefault("env", environment())
    done = subprocess.run([str(part) for part in command], capture_output=True, timeout=120, **options)
    if expect is not None and done.returncode != expect:
        raise Failed(
            f"{' '.join(str(part) for part in command)}\nexit {done.returncode}, expected {expect}\n"
            f"{done.stdout.decode(errors='replace')}\n{done.stderr.decode(errors='replace')}"
        )
    return done


class Hub:
    """A hub in a folder of its own; `serve` behind its front on a free port."""

    def __init__(self, folder, city=CITY, sealed=True, store=None):
        self.folder = pathlib.Path(folder)
        self.process = None
        self.listen = "127.0.0.1:0"
        self.url = None
        run([BUILD / "minsync-hub", "init", "--city", city, "--data", self.folder, *([] if sealed else ["--unsealed"]),
             *(["--store", store] if store else [])])

    def start(self, files=None, under=()):
        """`files`: how many it and its children may have open; `under`: words of a command that runs it in its place."""
        def limit():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

        with open(self.folder / "serve.log", "ab") as log:
            self.process = subprocess.Popen(
                [*under, str(BUILD / "minsync-hub"), "serve", "--data", str(self.folder), "--listen", self.listen],
                stdout=subprocess.PIPE, stderr=log, env=environment(), preexec_fn=limit,
            )
        line = self.process.stdout.readline().decode().strip()
        if not line.startswith("ready https://"):
            self.stop()
            raise Failed(f"hub did not start: {line!r}\n{(self.folder / 'serve.log').read_text()}")
        self.url = line.split(" ", 1)[1]
        # Started again, it must be found where its clients know it.
        self.listen = self.url.removeprefix("https://")
        return self

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.process = None
        return code

    def kill(self):
        self.stop(signal.SIGKILL)

    def run(self, *arguments, expect=0):
        return run([BUILD / "minsync-hub", *arguments, "--data", self.folder], expect)

    def json(self, *arguments, expect=0):
        return json.loads(self.run(*arguments, "--json", expect=expect).stdout)

    def code(self, org, role, **options):
        extra = [part for name, value in options.items() for part in (f"--{name}", value)]
        return self.json("enrol-code", "--org", org, "--role", role, *extra)["code"]


class Client:
    """A client in a folder of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def run(self, *arguments, expect=0, **options):
        return run([BUILD / "minsync", *arguments, "--data", self.folder], expect, **options)

    def json(self, *arguments, expect=0, **options):
        return json.loads(self.run(*arguments, "--json", expect=expect, **options).stdout)

    def popen(self, *arguments, env=None):
        return subprocess.Popen(
            [str(BUILD / "minsync"), *[str(a) for a in arguments], "--data", str(self.folder)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env or environment(),
        )

    def new(self, form, **fields):
        return self.json("new", form, *[f"{k}={v}" for k, v in fields.items()])["id"]

    def edit(self, record, **fields):
        self.run("edit", record, *[f"{k}={v}" for k, v in fields.items()])

    def show(self, record):
        return self.json("show", record, "--reveal")

    def field(self, record, name):
        return self.show(record)["fields"][name]

    def sync(self, expect=0):
        return self.json("sync", expect=expect)

    def digest(self):
        return self.json("digest")["digest"]

    def conflicts(self):
        return self.json("conflict", "list", "--reveal")["conflicts"]


class EndToEnd(unittest.TestCase):
    """A hub, a county and two of its townships, enrolled."""

    sealed = True  # their data on disk
    store = None  # the hub's: hub.db, or the URL of a PostgreSQL database

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="minsync-e2e-"))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.hub = Hub(self.root / "hub", sealed=self.sealed, store=self.store)
        self.addCleanup(self.hub.stop)
        self.hub.start()
        self.county = self.enrolled("county", COUNTY, "county")
        self.town_a = self.enrolled("town_a", TOWN_A, "township")
        self.town_b = self.enrolled("town_b", TOWN_B, "township")

    def client(self, name):
        return Client(self.root / name)

    def enrolled(self, name, org, role):
        client = self.client(name)
        client.run("enrol", self.hub.code(org, role), *([] if self.sealed else ["--unsealed"]))
        return client

    def sync_all(self, *clients):
        """Twice round, so that everybody has what the others sent."""
        for _ in range(2):
            for client in clients:
                client.sync(expect=None)

    def assert_replicas_equal(self, county=True):
        self.assertEqual(self.hub.json("digest", "--org", TOWN_A)["digest"], self.town_a.digest())
        self.assertEqual(self.hub.json("digest", "--org", TOWN_B)["digest"], self.town_b.digest())
        if county:
            self.assertEqual(self.hub.json("digest", "--org", COUNTY)["digest"], self.county.digest())
