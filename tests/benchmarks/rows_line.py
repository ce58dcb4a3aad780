"""500 changed records over a slow, far line, and a large upload over one that is cut again and again."""

import json
import urllib.request

import measured
import ours
import peers
import workload
from harness import TOWN_A, TOWN_B
from proxy import Line
from rows_both import own_rows
from rows_carry import change_by_spreadsheet

SLOW = {"rate": 64_000, "delay": 0.3}
# A line without a rate would be cut while what crossed still stands in buffers, which no real one does to much of it.
CUT = {"rate": 8_000_000, "cut": (100_000, 300_000)}
ATTEMPTS = 40
POUCHDB_LIMIT_S = 600


def slow_minsync(root, given, note):
    table, _, places = own_rows(given)
    with ours.hub_in(root / "hub") as (hub, line):
        town = ours.township(hub, line, root / "town")
        town.run("import", "dibao_household", table)
        town.run("sync")
        change_by_spreadsheet(root, town, table, places, workload.changes)
        slow = ours.Office(town.folder, Line(line.target, **SLOW))
        note("slow, s", slow.run("sync").seconds)
        note("slow, bytes", slow.line.take())
        note("slow no change cold, s", slow.run("sync").seconds)
        kept = slow.kept_line()
        kept.ask("sync")
        note("slow no change kept, s", kept.ask("sync")["seconds"])
        kept.close()
        slow.line.close()


def slow_peer(open_peer):
    def work(root, given, note):
        _, lines, places = own_rows(given)
        edits = workload.write_edits(lines, given.folder / "slow.ndjson", places, workload.changes)
        with open_peer(root / "peer") as peer:
            town = peer.office("town")
            town.do("fill", file=str(lines))
            town.do("push")
            town.close()
            fast, peer.line = peer.line, Line(peer.line.target, **SLOW)
            fast.close()
            town = peer.office("town")
            town.do("edit", file=str(edits))
            note("slow, s", town.do("push")["seconds"])
            note("slow, bytes", peer.line.take())
    return work


def upload(office, table):
    """(seconds, runs of the command, the last one's exit code)"""
    office.run("import", "dibao_household", table)
    office.line.take()
    seconds = 0.0
    for attempt in range(1, ATTEMPTS + 1):
        done = office.run("sync", expect=None)
        seconds += done.seconds
        if done.code != 4:
            break
    return seconds, attempt, done.code


def cut_minsync(root, given, note):
    other, _ = workload.households(given.folder, given.count, TOWN_B)
    with ours.hub_in(root / "hub") as (hub, line):
        whole = ours.township(hub, line, root / "whole", TOWN_B)
        whole = ours.Office(whole.folder, Line(line.target, rate=CUT["rate"]))
        seconds, _, _ = upload(whole, other)
        uncut_bytes = whole.line.take()
        whole.line.close()
        town = ours.township(hub, line, root / "town")
        town = ours.Office(town.folder, Line(line.target, **CUT))
        cut_seconds, runs, code = upload(town, given.table)
        note("cut, s", cut_seconds)
        note("cut, times uncut", cut_seconds / seconds)
        note("cut, cuts", town.line.cuts)
        note("cut, commands", runs)
        note("cut, bytes", town.line.bytes)
        note("cut, times bytes", town.line.take() / uncut_bytes)
        if code != 0:
            raise measured.Failed(f"the upload ended with exit code {code}")
        town.line.close()
        ours.assert_equal(hub, town, TOWN_A)
        note("cut, doubled", town.json("status")["records"] - given.count)


def pouchdb_rows(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/households", timeout=60) as answer:
        return json.load(answer)["doc_count"]


def cut_pouchdb(batch):
    def work(root, given, note):
        with peers.pouchdb(root / "pouchdb") as peer:
            town = peer.office("town")
            town.do("fill", file=str(given.lines))
            town.close()
            fast, peer.line = peer.line, Line(peer.line.target, **CUT)
            fast.close()
            town = peer.office("town")
            town.do("set_batch", size=batch)
            done = town.do("retrying_push", seconds=POUCHDB_LIMIT_S)
            there = pouchdb_rows(peer.line.target)
            note("cut, rows that came", there)
            # Where it did not finish, the time that it was given.
            note("cut, s", done["seconds"])
            note("cut, cuts", peer.line.cuts)
            note("cut, bytes", peer.line.take())
    return work


SLOW_SIDES = {"minsync": slow_minsync, "pouchdb": slow_peer(peers.pouchdb), "changeset": slow_peer(peers.changesets)}
CUT_SIDES = {"minsync": cut_minsync, "pouchdb": cut_pouchdb(100)}
