"""Our hub and offices, as users run them: TLS through the front, signatures, sealing, journal and audit log on."""

import contextlib

import measured
from harness import BUILD, COUNTY, TOWN_A, TOWN_B, Hub
from measured import Told
from proxy import Line


OTHER_TOWN = TOWN_B


class Office:
    """One folder; `line` is what stands between it and the hub."""

    def __init__(self, folder, line):
        self.folder, self.line = folder, line
        self.url = f"https://127.0.0.1:{line.port}"

    def run(self, *arguments, expect=(0,)):
        command = [BUILD / "minsync", *arguments, "--data", self.folder]
        return measured.run(command, expect, MINSYNC_HUB=self.url)

    def json(self, *arguments, expect=(0,)):
        return self.run(*arguments, "--json", expect=expect).json()

    def enrol(self, hub, org, role):
        self.run("enrol", hub.code(org, role))
        return self

    def kept_line(self, direct=None):
        """A program that keeps its connection from sync to sync; `direct`: to this address, past the line."""
        return Told([BUILD / "bench_office", self.folder, direct or self.url])


def hub_in(folder, sealed=True):
    """(hub, line): a new hub that serves, and a line to it."""
    return serving(Hub(folder, sealed=sealed))


def hub_again(folder):
    """The same of a hub that is there."""
    hub = Hub.__new__(Hub)
    hub.folder, hub.process, hub.listen, hub.url = folder, None, "127.0.0.1:0", None
    return serving(hub)


@contextlib.contextmanager
def serving(hub):
    hub.start()
    try:
        between = Line(int(hub.url.rsplit(":", 1)[1]))
        yield hub, between
        between.close()
    finally:
        hub.stop()


def townships(hub):
    """The codes of all of the city's."""
    return [unit["code"][:9] for unit in hub.json("org", "list")["units"] if unit["level"] == "township"]


def hub_cpu_s(hub):
    """Its front's as well."""
    return measured.tree_cpu_s(hub.process.pid)


def hub_peak_mb(hub):
    return measured.tree_peak_mb(hub.process.pid, "minsync-hub")


def township(hub, line, folder, org=TOWN_A):
    return Office(folder, line).enrol(hub, org, "township")


def county(hub, line, folder):
    return Office(folder, line).enrol(hub, COUNTY, "county")


def assert_equal(hub, office, org):
    if hub.json("digest", "--org", org)["digest"] != office.json("digest")["digest"]:
        raise measured.Failed("replicas differ: the figures are worth nothing")


def export(office, path):
    """With identity numbers, by which rows are found."""
    office.run("export", "dibao_household", path, "--reveal")
    return path
