"""The workload `households`: 20 fields and the village, the same rows for everybody, from a seed.

Ours get them as CSV, peers as NDJSON with an id of UUID version 7, as ours have one."""

import csv
import json
import pathlib
import random
import subprocess
import uuid

from harness import BUILD, TOWN_A

SEED = 1
WHOLE = ("member_count", "insured_count", "aid_items_given")
EPOCH_MS = 1_480_000_000_000  # of the ids


def write_csv(path, count, org=TOWN_A, seed=SEED):
    subprocess.run([BUILD / "minsync-generate", "households", "--seed", str(seed), "--city", "330100",
                    "--org", org + "000", "--count", str(count), "-o", path], check=True, stderr=subprocess.DEVNULL)
    return path


def _id(number, chance):
    value = (EPOCH_MS + number // 20) << 80 | chance.getrandbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return str(uuid.UUID(int=value & ~(3 << 62) | 2 << 62))


def typed(row):
    out = dict(row)
    for name in WHOLE:
        out[name] = int(out[name])
    out["cause"] = out["cause"].split()
    return out


def write_ndjson(table, path, seed=SEED):
    """The rows of a CSV file, in order."""
    chance = random.Random(seed)
    with open(table, encoding="utf-8-sig", newline="") as rows, open(path, "w", encoding="utf-8") as out:
        for number, row in enumerate(csv.DictReader(rows)):
            line = {"_id": _id(number, chance), **typed(row)}
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return path


def households(folder, count, org=TOWN_A):
    """(CSV, NDJSON), made once in a folder."""
    table, lines = pathlib.Path(folder) / f"{org}-{count}.csv", pathlib.Path(folder) / f"{org}-{count}.ndjson"
    if not table.exists():
        write_csv(table, count, org)
    if not lines.exists():
        write_ndjson(table, lines)
    return table, lines


def changes(number):
    """Three fields of the number-th of 500 records."""
    return {"member_count": 7 + number % 3, "surveyed_on": "2017-01-03", "worker": f"经办{number % 9}"}


def one_side(side, number):
    """Two offices edit the same 500 records offline: of even ones different fields, of odd ones the same."""
    if number % 2 == 0:
        return {"phone": f"1380000{number:04}"} if side == "a" else {"address": f"保俶路 {number} 号"}
    return {"survey_opinion": f"情况属实 {number}" if side == "a" else f"建议复核 {number}"}


def spread(count, wanted):
    """Places of `wanted` rows among `count`, evenly spread."""
    return [i * count // wanted for i in range(min(count, wanted))]


def write_edits(lines, path, places, edit):
    """NDJSON of edits by peers: ids and what `edit(number)` says of them."""
    with open(lines, encoding="utf-8") as rows:
        ids = [json.loads(line)["_id"] for line in rows]
    with open(path, "w", encoding="utf-8") as out:
        for number, place in enumerate(places):
            out.write(json.dumps({"_id": ids[place], **edit(number)}, ensure_ascii=False) + "\n")
    return path


def edit_csv(path, key_of, places, edit, table):
    """The same edits in an exported CSV file: its rows are found by the identity numbers of the workload's table."""
    with open(table, encoding="utf-8-sig", newline="") as rows:
        keys = [row["id_number"] for row in csv.DictReader(rows)]
    wanted = {keys[place]: edit(number) for number, place in enumerate(places)}
    with open(path, encoding="utf-8-sig", newline="") as rows:
        reader = csv.DictReader(rows)
        header, found = reader.fieldnames, [r for r in reader if key_of(r) in wanted]
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header)
        writer.writeheader()
        for row in found:
            writer.writerow({**row, **{k: str(v) for k, v in wanted[key_of(row)].items()}})
    return len(found)
