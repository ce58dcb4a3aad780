"""The rows of the table: what is measured, against whom, and the reach. Every number comes from medians of one run."""

import rows_micro


class Row:
    """`reached(m)` says it from the medians, whose names are "side: measure"; `uses` are those it needs."""

    def __init__(self, title, ours, against, reach, reached, scenario, unit="s"):
        self.title, self.ours, self.against, self.reach = title, ours, against, reach
        self.reached, self.scenario, self.unit = reached, scenario, unit

    def name_of(self, name):
        """Whose figure, and of what where that is not what ours is of."""
        side, measure = name.split(": ", 1)
        alike = measure == self.ours or self.reach.endswith(("zstd -19", "plain table"))
        return side if alike else f"{side}, {measure.removesuffix(', s').removesuffix(', bytes').split(', ')[-1]}"

    def beside(self, medians, name):
        """How many times as much as ours."""
        ours = medians.get(f"minsync: {self.ours}")
        return f" ({medians[name] / ours:.2f}x)" if ours and name in medians else ""

    def verdict(self, medians):
        if self.reached is None:
            return "reported" if f"minsync: {self.ours}" in medians else "not measured"
        try:
            return "reached" if self.reached(medians) else "missed"
        except KeyError as missing:
            return f"not measured: {missing.args[0]}"


def mine(measure):
    return f"minsync: {measure}"


def faster(measure, peer, times):
    """Ours is at least so many times faster."""
    return lambda m: m[f"{peer}: {measure}"] >= times * m[mine(measure)]


def within(measure, peer, times):
    return lambda m: m[mine(measure)] <= times * m[f"{peer}: {measure}"]


def most(measure, limit):
    return lambda m: m[mine(measure)] <= limit


CARRY = [
    Row("new records, client to hub, durable", "upload, s", ["pouchdb: upload, s"], "15 times faster",
        faster("upload, s", "pouchdb", 15), "carry"),
    Row("the same", "upload, s", ["changeset: upload, s"], "at most 1.5 times its time",
        within("upload, s", "changeset", 1.5), "carry"),
    Row("the same records to a new client", "download, s", ["pouchdb: download, s"], "15 times faster",
        faster("download, s", "pouchdb", 15), "carry"),
    Row("the same", "download, s", ["changeset: download, s"], "at most 1.5 times its time",
        within("download, s", "changeset", 1.5), "carry"),
    Row("bytes up", "upload, bytes", ["zstd: bytes", "pouchdb: upload, bytes", "changeset: upload, bytes"],
        "at most those of zstd -19", lambda m: m[mine("upload, bytes")] <= m["zstd: bytes"], "carry", "bytes"),
    Row("bytes down", "download, bytes", ["zstd: bytes", "pouchdb: download, bytes", "changeset: download, bytes"],
        "at most those of zstd -19", lambda m: m[mine("download, bytes")] <= m["zstd: bytes"], "carry", "bytes"),
    Row("500 records x 3 fields changed", "500 x 3, bytes", ["changeset: 500 x 3, bytes", "pouchdb: 500 x 3, bytes"],
        "at most 18 kB", most("500 x 3, bytes", 18_000), "carry", "bytes"),
    Row("the same", "500 x 3, s", ["changeset: 500 x 3, s", "pouchdb: 500 x 3, s"], "0.05 s",
        most("500 x 3, s", 0.05), "carry"),
    Row("no change, two-way, kept connection: above TLS", "no change, bytes",
        ["pouchdb: no change, bytes", "pouchdb: first no change, bytes"], "at most 600 bytes",
        most("no change, bytes", 600), "carry", "bytes"),
    Row("the same: requests", "no change, round trips", [], "1", most("no change, round trips", 1), "carry", ""),
    Row("memory: client, upload", "upload, client MB", ["pouchdb: upload, client MB"], "under 60 MB (at 100,000 records)",
        most("upload, client MB", 60), "carry", "MB"),
    Row("memory: client, download", "download, client MB", ["pouchdb: download, client MB"], "under 60 MB",
        most("download, client MB", 60), "carry", "MB"),
    Row("memory: hub, upload", "upload, hub MB", ["pouchdb: upload, hub MB"], "under 90 MB",
        most("upload, hub MB", 90), "carry", "MB"),
]


def both(m):
    return (m[mine("both edit, merged")] == 250 and m[mine("both edit, conflicts shown")] == 250
            and m[mine("both edit, lost")] == 0)


BOTH = [
    Row("two edit the same 500 offline: merged", "both edit, merged", ["pouchdb: both edit, merged"],
        "250, and the other 250 shown, none lost", both, "both", ""),
    Row("the same: conflicts shown without asking", "both edit, conflicts shown",
        ["pouchdb: both edit, hidden", "changeset: both edit, overwritten"], "250", both, "both", ""),
    Row("the same: all bytes", "both edit, bytes", ["pouchdb: both edit, bytes", "changeset: both edit, bytes"],
        "at most 150 kB", most("both edit, bytes", 150_000), "both", "bytes"),
]

LINE = [
    Row("500 changed records, 64 kbit/s, 300 ms each way, cold", "slow, s", ["changeset: slow, s", "pouchdb: slow, s"],
        "at most 4.6 s", most("slow, s", 4.6), "slow"),
    Row("the same line, no change, kept", "slow no change kept, s", [], "0.8 s", most("slow no change kept, s", 0.8),
        "slow"),
    Row("the same line, no change, cold", "slow no change cold, s", [], "2.1 s", most("slow no change cold, s", 2.1),
        "slow"),
    Row("line cut every 100-300 KB: commands until done", "cut, commands", [], "1",
        most("cut, commands", 1), "cut", ""),
    Row("the same: bytes to those of an uncut line", "cut, times bytes", [], "at most 1.10 times",
        most("cut, times bytes", 1.10), "cut", "times"),
    Row("the same: time to that of an uncut line", "cut, times uncut", [], "at most 3 times",
        most("cut, times uncut", 3), "cut", "times"),
    Row("the same: seconds", "cut, s", ["pouchdb: cut, s"], "at most 3 times uncut", most("cut, times uncut", 3), "cut"),
    Row("the same: records doubled", "cut, doubled", [], "none", most("cut, doubled", 0), "cut", ""),
]


def rate(measure):
    return lambda m: m[mine(measure)] >= 0.45 * m[f"plain: {measure}"]


def disk_of(side):
    return lambda m: m[mine(f"disk {side} records, bytes")] <= 1.3 * m["plain: disk, bytes"]


HUB = [
    Row("hub ingest of creates, SQLite, 1,000-edit batches, a group a commit", "creates, rate", ["plain: creates, rate"],
        "at least 0.45 of plain INSERT", rate("creates, rate"), "creates", "rate"),
    Row("hub ingest of edits to random records among many", "edits among many, rate", ["plain: edits among many, rate"],
        "at least 0.45 of plain read-modify-write", rate("edits among many, rate"), "edits", "rate"),
    Row("hub ingest of creates, PostgreSQL", "postgres creates, rate", ["copy: postgres creates, rate"],
        "at least 0.45 of a staged COPY upsert",
        lambda m: m[mine("postgres creates, rate")] >= 0.45 * m["copy: postgres creates, rate"], "postgres", "rate"),
    Row("500-record sync, hub with many records", "500 at large, s", ["minsync: 500 at usual, s"],
        "at most 1.3 times that at the usual number", lambda m: m[mine("500 at large, s")] <= 1.3 * m[mine("500 at usual, s")],
        "large"),
    Row("memory: hub with many records", "500 at large, hub MB", [], "under 400 MB at 5,000,000",
        most("500 at large, hub MB", 400), "large", "MB"),
    Row("all offices at once, 1,000 edits each: failed", "at once, failed", [], "none", most("at once, failed", 0),
        "at-once", ""),
    Row("the same: p99 of a round trip once admitted", "at once, p99 s", [], "under 2 s", most("at once, p99 s", 2),
        "at-once"),
    Row("the same: until the last one was done", "at once, all s", [], "", None, "at-once"),
]

OFFICE = [
    Row("import of 100,000 rows from CSV, durable", "import of 100,000, s", [], "under 3 s",
        most("import of 100,000, s", 3), "office"),
    Row("list, first page of 100,000, by command", "first page of 100,000, s", [], "under 0.1 s",
        most("first page of 100,000, s", 0.1), "office"),
    Row("search in 100,000, by command", "search of 100,000, s", [], "under 0.05 s", most("search of 100,000, s", 0.05),
        "office"),
    Row("condition over 100,000, by command", "condition of 100,000, s", [], "", None, "office"),
    Row("memory: client at 100,000 records, the most of all commands", "office of 100,000, MB", [], "under 60 MB",
        most("office of 100,000, MB", 60), "office", "MB"),
    *[Row(f"local page, 100,000 records: {name}", f"page, {name}, s", [], f"under {limit} s",
          most(f"page, {name}, s", limit), "office")
      for name, limit in (("first rows", 0.1), ("search by name", 0.05), ("search by initials", 0.05), ("form open", 0.1))],
    Row("memory: the page's server at 100,000 records", "page, MB", [], "", None, "office", "MB"),
    Row("disk, hub: records and field versions", "disk hub records, bytes", ["plain: disk, bytes", "pouchdb: disk hub, bytes"],
        "at most 1.3 times a plain table", disk_of("hub"), "disk", "bytes"),
    Row("disk, client: the same", "disk client records, bytes", ["plain: disk, bytes", "pouchdb: disk client, bytes"],
        "at most 1.3 times a plain table", disk_of("client"), "disk", "bytes"),
    *[Row(f"disk, {side}: {kind}", f"disk {side} {kind}, bytes", ["plain: disk, bytes"], "", None, "disk",
          "bytes") for side, kind in (("hub", "journal"), ("hub", "feed"), ("hub", "search"), ("client", "outbox"),
                                      ("client", "search"))],
]

MICRO = [Row(f"alone: {name.replace('_', ' ')}", f"{name}, rate", [], "", None, "micro", "rate") for name in rows_micro.NAMES]

ROWS = [*CARRY, *HUB, *OFFICE, *BOTH, *LINE, *MICRO]
