"""An office by itself with 100,000 records: import, lists, searches, memory; and what rows take on disk."""

import collections
import csv
import subprocess

import measured
import ours
import peers
import rows_page
import workload
from harness import BUILD, Hub

RECORDS = 100_000
LISTS = 5


def median_of(office, *arguments):
    runs = [office.run(*arguments) for _ in range(LISTS)]
    return sorted(run.seconds for run in runs)[LISTS // 2], max(run.peak_mb for run in runs)


def late_householder(table):
    """Whoever looks for this name has to look through everything."""
    with open(table, encoding="utf-8-sig", newline="") as rows:
        names = [row["householder"] for row in csv.DictReader(rows)]
    seen = collections.Counter(names)
    return min(names[len(names) * 9 // 10:], key=lambda name: seen[name])


def large_office(root, given, note):
    count = RECORDS * given.count // 50_000  # --count makes it smaller, too
    table, _ = workload.households(given.folder, count)
    with ours.hub_in(root / "hub") as (hub, line):
        town = ours.township(hub, line, root / "town")
        imported = town.run("import", "dibao_household", table)
        note("import of 100,000, s", imported.seconds)
        peaks = [imported.peak_mb]
        late = late_householder(table)
        for name, arguments in (("first page", ["--limit", 50]), ("search", ["--search", late, "--limit", 50]),
                                ("condition", ["--where", f"${{householder}} = '{late}'", "--limit", 50])):
            seconds, peak = median_of(town, "list", "dibao_household", *arguments)
            note(f"{name} of 100,000, s", seconds)
            peaks.append(peak)
        synced = town.run("sync")
        rows_page.measure(town, late, note)
        note("import of 100,000, MB", imported.peak_mb)
        note("sync of 100,000, MB", synced.peak_mb)
        note("office of 100,000, MB", max(*peaks, synced.peak_mb))
        note("sync of 100,000, hub MB", ours.hub_peak_mb(hub))


LARGE_SIDES = {"minsync": large_office}

RECORD_TABLES = ("record", "records")
APART = {"journal": ("journal", "received", "receipt"), "feed": ("feed",), "outbox": ("outbox",),
         "search": ("search", "fts", "match")}


def kind_of(name):
    """Of a table or an index, by its name."""
    for kind, parts in APART.items():
        if any(part in name for part in parts):
            return kind
    return "records" if name.startswith("record") else "rest"


def tables(database):
    """Bytes by kind, from SQLite's own account of its pages."""
    out = subprocess.run(["sqlite3", database, "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"],
                         capture_output=True, text=True, check=True).stdout
    found = dict.fromkeys(APART, 0)
    for line in out.splitlines():
        name, size = line.rsplit("|", 1)
        found[kind_of(name)] = found.get(kind_of(name), 0) + int(size)
    return found


def disk(root, given, note):
    """Not sealed, so that SQLite's own program can look: sealing adds 32 bytes of each 4,096."""
    with ours.hub_in(root / "hub", sealed=False) as (hub, line):
        town = ours.Office(root / "town", line)
        town.run("enrol", hub.code(ours.TOWN_A, "township"), "--unsealed")
        town.run("import", "dibao_household", given.table)
        town.run("sync")
    for side, database in (("hub", root / "hub" / "hub.db"), ("client", root / "town" / "client.db")):
        for kind, size in tables(database).items():
            note(f"disk {side} {kind}, bytes", size * 4096 / 4064)


def plain_disk(root, given, note):
    measured.run([BUILD / "bench_ingest", "plain", root / "plain.db", given.lines, given.count, 0])
    note("disk, bytes", (root / "plain.db").stat().st_size)


def pouchdb_disk(root, given, note):
    with peers.pouchdb(root / "pouchdb") as peer:
        town = peer.office("town")
        town.do("fill", file=str(given.lines))
        town.do("push")
    for side, folder in (("hub", "hub"), ("client", "town")):
        size = sum(path.stat().st_size for path in (root / "pouchdb" / folder).rglob("*") if path.is_file())
        note(f"disk {side}, bytes", size)


DISK_SIDES = {"minsync": disk, "plain": plain_disk, "pouchdb": pouchdb_disk}
