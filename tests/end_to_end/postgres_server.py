"""A PostgreSQL server of the test's own, from Debian's package: in a temporary folder, on a socket there (and on a port
of loopback where a test asks for it), under an unprivileged account. It ends with the test, however that ends."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")


class PostgresServer:
    def __init__(self, port=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="minsync-pg-"))
        self.log = open(self.folder.with_suffix(".log"), "wb")
        self.account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        data = self.folder / "data"
        self.start(PROGRAMS / "initdb", "-D", data, "-U", "minsync", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                   "--no-sync").wait(timeout=300)
        self.url = f"postgres:///postgres?host={self.folder}&user=minsync"
        self.process = self.start(PROGRAMS / "postgres", "-D", data, "-k", self.folder, "-c",
                                  "listen_addresses=" + ("127.0.0.1" if port else ""), *(["-p", port] if port else []))
        if port:
            self.url = f"postgres://minsync@127.0.0.1:{port}/postgres"
        self.wait_until_ready()

    def start(self, *command):
        """PostgreSQL refuses to run as root."""
        who = []
        if os.getuid() == 0:
            who = ["--reuid", str(self.account.pw_uid), "--regid", str(self.account.pw_gid), "--clear-groups"]
        return subprocess.Popen(["setpriv", "--pdeathsig", "QUIT", *who, *[str(word) for word in command]],
                                stdout=self.log, stderr=self.log, cwd="/")

    def new_schema(self, name):
        """An empty place for one hub, as a URL."""
        self.ask(f"CREATE SCHEMA {name}")
        return f"{self.url}{'&' if '?' in self.url else '?'}options=-csearch_path%3D{name}"

    def ask(self, sql, url=None):
        return subprocess.run([PROGRAMS / "psql", "-X", "-q", "-A", "-t", "-d", url or self.url, "-c", sql],
                              check=True, capture_output=True).stdout.decode()

    def restart(self):
        """As after a crash of the database server."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=60)
        self.process = self.start(*self.process.args[self.process.args.index(str(PROGRAMS / "postgres")):])
        self.wait_until_ready()

    def wait_until_ready(self, deadline_s=120):
        until = time.monotonic() + deadline_s
        while subprocess.run([PROGRAMS / "pg_isready", "-q", "-d", self.url], check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(self.folder.with_suffix(".log").read_text())

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.with_suffix(".log").unlink()
