"""50,000 new records up and down, then 500 of them changed, then nothing: seconds, bytes, memory, disk."""

import pathlib
import subprocess

import measured
import ours
import peers
import workload
from harness import COUNTY, TOWN_A

CHANGED = 500


def directory_bytes(folder, *patterns):
    return sum(path.stat().st_size for pattern in patterns for path in pathlib.Path(folder).rglob(pattern))


def change_by_spreadsheet(root, office, table, places, edit):
    """As an office does it in Excel."""
    path = ours.export(office, root / "export.csv")
    changed = workload.edit_csv(path, lambda row: row["id_number"], places, edit, table)
    office.run("import", "dibao_household", path)
    return changed


def minsync(root, given, note):
    with ours.hub_in(root / "hub") as (hub, line):
        town = ours.township(hub, line, root / "town")
        county = ours.county(hub, line, root / "county")
        imported = town.run("import", "dibao_household", given.table)
        note("import, s", imported.seconds)
        note("import, CPU s", imported.cpu_s)
        note("import, MB", imported.peak_mb)
        line.take()
        hub_cpu = ours.hub_cpu_s(hub)
        up = town.run("sync", "--json")
        note("upload, s", up.seconds)
        note("upload, client CPU s", up.cpu_s)
        note("upload, hub CPU s", ours.hub_cpu_s(hub) - hub_cpu)
        note("upload, bytes", line.take())
        note("upload, client MB", up.peak_mb)
        note("upload, hub MB", ours.hub_peak_mb(hub))
        hub_cpu = ours.hub_cpu_s(hub)
        down = county.run("sync", "--json")
        note("download, s", down.seconds)
        note("download, client CPU s", down.cpu_s)
        note("download, hub CPU s", ours.hub_cpu_s(hub) - hub_cpu)
        note("download, bytes", line.take())
        note("download, client MB", down.peak_mb)
        disk(root, note)
        kept = town.kept_line()
        for _ in range(2):
            line.take()
            nothing = kept.ask("sync")
        note("no change, s", nothing["seconds"])
        note("no change, bytes", nothing["bytes"])
        note("no change, bytes with TLS", line.take())
        note("no change, round trips", len(nothing["posts"]))
        kept.close()
        places = workload.spread(given.count, CHANGED)
        changed = change_by_spreadsheet(root, town, given.table, places, workload.changes)
        line.take()
        kept = town.kept_line()
        sent = kept.ask("sync")
        note("500 x 3, s", sent["seconds"])
        note("500 x 3, bytes", line.take())
        note("500 x 3, bytes above TLS", sent["bytes"])
        kept.close()
        if sent.get("pushed") != changed or changed != min(given.count, CHANGED):
            raise measured.Failed(f"{changed} records were changed, {sent} was said")
        county.run("sync")
        ours.assert_equal(hub, town, TOWN_A)
        ours.assert_equal(hub, county, COUNTY)


def disk(root, note):
    for side, folder in (("hub", root / "hub"), ("client", root / "town")):
        note(f"disk, {side} bytes", directory_bytes(folder, "*.db", "*.db-wal"))


def carried(note, name, office, server, order):
    client, hub = office.cpu_s(), server.cpu_s()
    note(f"{name}, s", office.do(order)["seconds"])
    note(f"{name}, client CPU s", office.cpu_s() - client)
    note(f"{name}, hub CPU s", server.cpu_s() - hub)


def pouchdb(root, given, note):
    with peers.pouchdb(root / "pouchdb") as peer:
        town = peer.office("town")
        town.do("fill", file=str(given.lines))
        peer.line.take()
        carried(note, "upload", town, peer.server, "push")
        note("upload, bytes", peer.line.take())
        note("upload, client MB", town.peak_mb())
        note("upload, hub MB", peer.server.peak_mb())
        county = peer.office("county")
        carried(note, "download", county, peer.server, "pull")
        note("download, bytes", peer.line.take())
        note("download, client MB", county.peak_mb())
        note("first no change, s", town.do("sync")["seconds"])
        note("first no change, bytes", peer.line.take())
        note("no change, s", town.do("sync")["seconds"])
        note("no change, bytes", peer.line.take())
        town.do("edit", file=str(given.edits))
        peer.line.take()
        note("500 x 3, s", town.do("push")["seconds"])
        note("500 x 3, bytes", peer.line.take())


def changeset(root, given, note):
    with peers.changesets(root / "changeset") as peer:
        town = peer.office("town")
        town.do("fill", file=str(given.lines))
        peer.line.take()
        carried(note, "upload", town, peer.server, "push")
        note("upload, bytes", peer.line.take())
        county = peer.office("county")
        carried(note, "download", county, peer.server, "pull")
        note("download, bytes", peer.line.take())
        town.do("edit", file=str(given.edits))
        note("500 x 3, s", town.do("push")["seconds"])
        note("500 x 3, bytes", peer.line.take())


def zstd(root, given, note):
    """Takes half a minute, and gives the same bytes each time: once."""
    packed = subprocess.run(["zstd", "-19", "-q", "-c", given.lines], capture_output=True, check=True).stdout
    note("bytes", len(packed))


SIDES = {"minsync": minsync, "pouchdb": pouchdb, "changeset": changeset}
ONCE = {"zstd": zstd}
