"""Micro-benchmarks of the core: merge, bytes, signatures, sealing, stores. Reported; they have no reach."""

import json

import measured
import workload
from harness import BUILD

NAMES = ("merge_creations", "encode_1000_creations", "decode_1000_creations", "encode_edits_one_by_one", "digest_edits",
         "verify_and_decode_1000_creations", "sign_a_batch", "seal_pages", "open_pages", "save_1000_records",
         "load_records", "ingest_1000_creations")


def minsync(root, given, note):
    _, lines = workload.households(given.folder, 1_000)
    out = measured.run([BUILD / "bench_micro", "--benchmark_format=json", "--benchmark_min_time=0.3"],
                       MINSYNC_BENCH_ROWS=str(lines)).out
    for each in json.loads(out)["benchmarks"]:
        rate = each.get("items_per_second") or each.get("bytes_per_second") or 1e9 / each["real_time"]
        note(f"{each['name'].split('/')[0]}, rate", rate)


SIDES = {"minsync": minsync}
