"""The peers' hubs and offices. What they do is in peers/; here they are started and their lines measured."""

import contextlib
import os
import pathlib
import subprocess

from harness import BUILD
from measured import Failed, Told
from proxy import Line

POUCHDB = pathlib.Path(__file__).parent / "peers" / "pouchdb"


def install_pouchdb():
    """As pinned. Without install scripts: LevelDB's native part comes prebuilt in its package."""
    pinned, installed = POUCHDB / "package-lock.json", POUCHDB / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= pinned.stat().st_mtime:
        return
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=POUCHDB,
                          capture_output=True, env={**os.environ, "NO_UPDATE_NOTIFIER": "1"})
    if done.returncode != 0:
        raise Failed("PouchDB was not installed: " + done.stderr.decode(errors="replace")[-500:])
    installed.touch()


class Peer:
    """A hub of one kind with a line to it; offices in folders below."""

    def __init__(self, folder, server, office, path="", **line):
        self.folder, self.office_command, self.path = pathlib.Path(folder), office, path
        self.folder.mkdir(parents=True)
        self.server = Told([*server, self.folder / "hub"])
        self.line = Line(self.server.read()["port"], **line)
        self.offices = []

    def office(self, name):
        told = Told([*self.office_command, self.folder / name, f"http://127.0.0.1:{self.line.port}{self.path}"])
        self.offices.append(told)
        return told

    def close(self):
        for office in self.offices:
            office.close()
        self.server.end()
        self.line.close()


@contextlib.contextmanager
def pouchdb(folder, **line):
    node = ["node", "--max-old-space-size=4096"]
    peer = Peer(folder, [*node, POUCHDB / "server.js"], [*node, POUCHDB / "client.js"], "/households", **line)
    try:
        yield peer
    finally:
        peer.close()


@contextlib.contextmanager
def changesets(folder, **line):
    program = BUILD / "bench_peer_changeset"
    peer = Peer(folder, [program, "serve"], [program, "office"], **line)
    try:
        yield peer
    finally:
        peer.close()
