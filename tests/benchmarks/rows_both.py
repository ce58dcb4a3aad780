"""Two offices edit the same 500 records offline: 250 of them different fields, 250 the same field."""

import measured
import ours
import peers
import workload
from harness import COUNTY, TOWN_A
from rows_carry import change_by_spreadsheet

RECORDS, BASE = 500, 5_000


def own_rows(given):
    """(CSV, NDJSON, places): the rows that stand there before."""
    count = min(BASE, given.count)
    table, lines = workload.households(given.folder, count)
    return table, lines, workload.spread(count, RECORDS)


def side_edits(given, lines, places, side):
    return workload.write_edits(lines, given.folder / f"both-{side}.ndjson", places,
                                lambda number: workload.one_side(side, number))


def minsync(root, given, note):
    table, _, places = own_rows(given)
    with ours.hub_in(root / "hub") as (hub, line):
        town = ours.township(hub, line, root / "town")
        county = ours.county(hub, line, root / "county")
        town.run("import", "dibao_household", table)
        town.run("sync")
        county.run("sync")
        for side, office in (("a", town), ("b", county)):
            changed = change_by_spreadsheet(root, office, table, places, lambda n, s=side: workload.one_side(s, n))
            if changed != len(places):
                raise measured.Failed(f"{changed} records were changed")
        line.take()
        syncs = [office.run("sync", "--json", expect=(0, 6)) for office in (town, county, town)]
        note("both edit, s", sum(sync.seconds for sync in syncs))
        note("both edit, bytes", line.take())
        note("both edit, merged", syncs[1].json()["receipts"]["parallel"])
        conflicts = county.json("conflict", "list")["conflicts"]
        note("both edit, conflicts shown", len(conflicts))
        ours.assert_equal(hub, town, TOWN_A)
        ours.assert_equal(hub, county, COUNTY)
        note("both edit, lost", 2 * len(places) - kept(county, conflicts, places))


def kept(county, conflicts, places):
    """Of both offices' edits those that stand, or stand in a conflict for somebody to choose."""
    standing = {record["id"]: record["fields"] for record in
                county.json("list", "dibao_household", "--limit", BASE, "--reveal")["records"]}
    shown = [fields for fields in standing.values()]
    found = 0
    for number in range(len(places)):
        for side in "ab":
            wanted = workload.one_side(side, number)
            if number % 2 == 0:
                found += any(all(fields[k] == v for k, v in wanted.items()) for fields in shown)
            else:
                found += any(wanted["survey_opinion"] in str(conflict) for conflict in conflicts)
    return found


def pouchdb(root, given, note):
    _, lines, places = own_rows(given)
    a, b = (side_edits(given, lines, places, side) for side in "ab")
    with peers.pouchdb(root / "pouchdb") as peer:
        town, county = peer.office("town"), peer.office("county")
        town.do("fill", file=str(lines))
        town.do("sync")
        county.do("sync")
        town.do("edit", file=str(a))
        county.do("edit", file=str(b))
        peer.line.take()
        syncs = [office.do("sync") for office in (town, county, town)]
        note("both edit, s", sum(sync["seconds"] for sync in syncs))
        note("both edit, bytes", peer.line.take())
        note("both edit, hidden", county.do("conflicts")["hidden"])
        standing = [county.do("standing", file=str(file))["standing"] for file in (a, b)]
        note("both edit, merged", max(0, sum(standing) - len(places)))


def changeset(root, given, note):
    _, lines, places = own_rows(given)
    a, b = (side_edits(given, lines, places, side) for side in "ab")
    with peers.changesets(root / "changeset") as peer:
        town, county = peer.office("town"), peer.office("county")
        town.do("fill", file=str(lines))
        town.do("push")
        county.do("pull")
        town.do("edit", file=str(a))
        county.do("edit", file=str(b))
        peer.line.take()
        syncs = [town.do("push"), county.do("push"), county.do("pull"), town.do("pull")]
        note("both edit, s", sum(sync["seconds"] for sync in syncs))
        note("both edit, bytes", peer.line.take())
        note("both edit, overwritten", syncs[1]["overwritten"])


SIDES = {"minsync": minsync, "pouchdb": pouchdb, "changeset": changeset}
