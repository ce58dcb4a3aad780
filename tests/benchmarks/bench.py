"""`./run bench`: the table "speed, bytes, memory". Ours and the peers in turn in one run; README.md says what is on."""

import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import time
import types

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "end_to_end"))
import kept  # noqa: E402
import machine  # noqa: E402
import measured  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import scenarios  # noqa: E402
import table  # noqa: E402
import workload  # noqa: E402


USUAL_COUNT = 50_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", help="only these scenarios, with commas: " + ", ".join(scenarios.ALL))
    parser.add_argument("--sides", help="only these sides, with commas, such as minsync,pouchdb")
    parser.add_argument("--runs", type=int, default=5, help="medians of so many runs")
    parser.add_argument("--long-runs", type=int, help="of the long rows; left out: 3, or --runs where that is less")
    parser.add_argument("--count", type=int, default=USUAL_COUNT, help="records where a row names no other number")
    parser.add_argument("--large", type=int, default=500_000, help="records of the rows about a large hub")
    parser.add_argument("--city", action="store_true", help="--large 5000000: hours")
    parser.add_argument("--offices", type=int, default=213, help="that synchronise at once")
    parser.add_argument("--json", action="store_true", help="one document on standard output instead of the table")
    parser.add_argument("--kept", metavar="FILE", help="go on: rows that FILE has are not measured again; new ones are"
                        " put there as they come")
    parser.add_argument("--write", metavar="FILE", help="the table, the machine and the date as Markdown")
    options = parser.parse_args()
    options.rows = options.rows.split(",") if options.rows else list(scenarios.ALL)
    options.sides = options.sides.split(",") if options.sides else None
    options.long_runs = options.long_runs or min(3, options.runs)
    if options.city:
        options.large = 5_000_000
    unknown = set(options.rows) - set(scenarios.ALL)
    if unknown:
        parser.error("no such rows: " + ", ".join(sorted(unknown)))
    return options


def given(root, options):
    """What every side gets, made once."""
    lines_of = workload.households(root, options.count)
    changed = workload.spread(options.count, 500)
    edits = workload.write_edits(lines_of[1], root / "edits.ndjson", changed, workload.changes)
    return types.SimpleNamespace(folder=root, table=lines_of[0], lines=lines_of[1], edits=edits, count=options.count,
                                 large=options.large, offices=options.offices)


def one(root, scenario, side, work, shared, noted):
    def note(measure, value):
        noted.setdefault(f"{side}: {measure}", []).append(value)

    folder = root / "run"
    folder.mkdir()
    measured.settle()
    begin = time.monotonic()
    try:
        work(folder, shared, note)
    except Exception as fault:  # one row that fails leaves the others
        print(f"{scenario}, {side}: failed: {type(fault).__name__}: {fault}", file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{scenario}, {side}: {time.monotonic() - begin:.1f} s", file=sys.stderr)


def measure_row(root, name, options, shared):
    noted, scenario = {}, scenarios.ALL[name]
    for number in range(options.long_runs if scenario.long else options.runs):
        for side, work in scenario.sides.items():
            if number and side in scenario.once or options.sides and side not in options.sides:
                continue
            one(root, name, side, work, shared, noted)
    return noted


def measure(root, options, rows):
    shared = given(root, options)
    for name in options.rows:
        if name in rows.figures:
            continue
        rows.add(name, measure_row(root, name, options, shared))


def main():
    options = arguments()
    about = machine.describe()
    peers.install_pouchdb()
    said = {"count": options.count, "runs": options.runs, "long_runs": options.long_runs, "large": options.large}
    rows_kept = kept.Kept(options.kept, about, said)
    with tempfile.TemporaryDirectory(prefix="minsync-bench-") as folder:
        try:
            measure(pathlib.Path(folder), options, rows_kept)
        except KeyboardInterrupt:
            print("interrupted: the rest is not measured", file=sys.stderr)
    rows = [row for row in table.ROWS if row.scenario in options.rows]
    noted = rows_kept.noted(options.rows)
    if options.write:
        pathlib.Path(options.write).write_text(report.as_markdown(rows, noted, said, about), encoding="utf-8")
    if options.json:
        print(json.dumps(report.as_json(rows, noted, said, about), ensure_ascii=False, indent=2))
    else:
        print(report.as_table(rows, report.medians(noted)))
        if options.count != USUAL_COUNT:
            print(f"a short try: {options.count:,} records stood for {USUAL_COUNT:,}, and other numbers are less by as much")


if __name__ == "__main__":
    main()
