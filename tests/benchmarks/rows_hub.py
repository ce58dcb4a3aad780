"""What the hub's one writer takes in, beside plain SQL; a small sync with a large hub; all offices at once."""

import concurrent.futures
import shutil
import sys

import measured
import ours
import workload
from harness import BUILD, Hub

EDITS = 50_000
EACH = 1_000  # records of each of the offices that come at once


def ingest(kind, records, edits=0):
    """`records` and `edits` of what is given; kind hub or plain."""
    def work(root, given, note):
        target = root / ("hub" if kind == "hub" else "plain.db")
        if kind == "hub":
            Hub(target)
        wanted = records(given)
        done = measured.run([BUILD / "bench_ingest", kind, target, given.lines, wanted, edits], limit=7200)
        found = done.json()
        if edits:
            note("edits among many, rate", found["edits_rate"])
            note("creates of many, rate", found["creates_rate"])
            note("ingest of many, MB", done.peak_mb)
        else:
            note("creates, rate", found["creates_rate"])
    return work


CREATES_SIDES = {"minsync": ingest("hub", lambda g: g.count), "plain": ingest("plain", lambda g: g.count)}
EDITS_SIDES = {"minsync": ingest("hub", lambda g: g.large, EDITS), "plain": ingest("plain", lambda g: g.large, EDITS)}


def small_sync(root, given, records, note, name):
    """500 records of one township, when the hub has `records` of others."""
    Hub(root / name)
    measured.run([BUILD / "bench_ingest", "hub", root / name, given.lines, records, 0], limit=7200)
    table, _ = workload.households(given.folder, 500, ours.OTHER_TOWN)
    with ours.hub_again(root / name) as (hub, line):
        town = ours.township(hub, line, root / (name + "-town"), ours.OTHER_TOWN)
        town.run("import", "dibao_household", table)
        note(f"500 at {name}, s", town.run("sync").seconds)
        note(f"500 at {name}, hub MB", ours.hub_peak_mb(hub))
        county = ours.township(hub, line, root / (name + "-second"), ours.OTHER_TOWN)
        note(f"500 at {name}, down s", county.run("sync").seconds)
    shutil.rmtree(root / name)


def large_hub(root, given, note):
    small_sync(root, given, given.count, note, "usual")
    small_sync(root, given, given.large, note, "large")


LARGE_SIDES = {"minsync": large_hub}


def one_office(root, hub, line, number, org):
    office = ours.township(hub, line, root / f"office-{number}", org)
    table = workload.write_csv(root / f"{number}.csv", EACH, org, seed=number + 1)
    office.run("import", "dibao_household", table)
    table.unlink()
    return office


def at_once(root, given, note):
    with ours.hub_in(root / "hub") as (hub, line):
        towns = ours.townships(hub)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            offices = list(pool.map(lambda n: one_office(root, hub, line, n, towns[n % len(towns)]),
                                    range(given.offices)))
        told = [office.kept_line(direct=hub.url) for office in offices]
        try:
            with concurrent.futures.ThreadPoolExecutor(len(told)) as pool:
                found = list(pool.map(lambda each: each.ask("sync"), told))
        finally:
            for each in told:
                each.close()
        failed = [each for each in found if "error" in each or each["pushed"] != EACH]
        for each in failed:
            print(f"at once: {each.get('error', 'not all was sent')}", file=sys.stderr)
        note("at once, failed", len(failed))
        note("at once, refused as busy", sum(post["status"] not in (0, 200) for each in found for post in each["posts"]))
        trips = sorted(post["seconds"] for each in found for post in each["posts"] if post["status"] == 200)
        note("at once, p50 s", trips[len(trips) // 2])
        note("at once, p99 s", trips[min(len(trips) - 1, len(trips) * 99 // 100)])
        note("at once, all s", max(each["seconds"] for each in found))
        note("at once, hub MB", ours.hub_peak_mb(hub))


ONCE_SIDES = {"minsync": at_once}
