"""What the product costs on this machine: seconds and bytes of the main paths, everything on that a user has on.

Prints a table and, with --json, a document. Medians of RUNS runs. The comparison with other systems is not here yet.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "end_to_end"))
from harness import BUILD, COUNTY, TOWN_A, Client, Hub, run  # noqa: E402

RUNS = 3


def timed(work):
    begin = time.monotonic()
    result = work()
    return time.monotonic() - begin, result


def households(folder, count):
    path = folder / "households.csv"
    run([BUILD / "minsync-generate", "households", "--seed", 1, "--city", "330100", "--org", TOWN_A + "000",
         "--count", count, "-o", path])
    return path


def enrolled(hub, folder, org, role):
    client = Client(folder)
    client.run("enrol", hub.code(org, role))
    return client


def one_run(root, count):
    """Measures in seconds, bytes or rounds, by name."""
    table = households(root, count)
    hub = Hub(root / "hub")
    hub.start()
    try:
        town = enrolled(hub, root / "town", TOWN_A, "township")
        county = enrolled(hub, root / "county", COUNTY, "county")
        measures = {}
        measures["import, s"], _ = timed(lambda: town.json("import", "dibao_household", table))
        measures["upload, s"], sent = timed(town.sync)
        measures["upload, bytes"] = sent["bytes_sent"] + sent["bytes_received"]
        measures["first download, s"], got = timed(county.sync)
        measures["first download, bytes"] = got["bytes_sent"] + got["bytes_received"]
        measures["no change, s"], idle = timed(town.sync)
        measures["no change, bytes"] = idle["bytes_sent"] + idle["bytes_received"]
        measures["no change, rounds"] = idle["round_trips"]
        changed_records(root, town, min(500, count))
        measures["500 records x 3 fields, s"], edited = timed(town.sync)
        measures["500 records x 3 fields, bytes"] = edited["bytes_sent"] + edited["bytes_received"]
        if hub.json("digest", "--org", TOWN_A)["digest"] != town.digest():
            raise SystemExit("replicas differ: the figures are worth nothing")
        return measures
    finally:
        hub.stop()


def changed_records(root, client, count):
    """Edits three fields of the first records by way of an export, as an office does in Excel."""
    path = root / "export.csv"
    client.run("export", "dibao_household", path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    header = lines[0].split(",")
    places = [header.index(name) for name in ("member_count", "surveyed_on", "worker")]
    out = [lines[0]]
    for number, line in enumerate(lines[1:count + 1]):
        cells = line.split(",")
        if len(cells) != len(header):
            continue
        for place, value in zip(places, ("7", "2017-01-03", f"经办{number % 9}")):
            cells[place] = value
        out.append(",".join(cells))
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
    client.run("import", "dibao_household", path)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--json", action="store_true")
    options = options.parse_args()
    runs = []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory(prefix="minsync-bench-") as folder:
            runs.append(one_run(pathlib.Path(folder), options.count))
    medians = {name: statistics.median(r[name] for r in runs) for name in runs[0]}
    if options.json:
        print(json.dumps({"records": options.count, "runs": options.runs, "medians": medians}, indent=2))
        return
    print(f"{options.count} household records, medians of {options.runs} runs")
    for name, value in medians.items():
        print(f"  {name:<32} {value:>14,.3f}" if name.endswith(", s") else f"  {name:<32} {value:>14,.0f}")


if __name__ == "__main__":
    main()
