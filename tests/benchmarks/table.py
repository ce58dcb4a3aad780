"""The rows of the table: what is measured, against whom, and the reach. Every number comes from medians of one run."""


class Row:
    """`reached(m)` says it from the medians, whose names are "side: measure"; `uses` are those it needs."""

    def __init__(self, title, ours, against, reach, reached, scenario, unit="s"):
        self.title, self.ours, self.against, self.reach = title, ours, against, reach
        self.reached, self.scenario, self.unit = reached, scenario, unit

    def beside(self, medians, name):
        """How many times as much as ours."""
        ours = medians.get(f"minsync: {self.ours}")
        return f" ({medians[name] / ours:.2f}x)" if ours and name in medians else ""

    def verdict(self, medians):
        names = [f"minsync: {self.ours}", *self.against]
        missing = [name for name in names if name not in medians]
        if missing:
            return "not measured: " + missing[0]
        return "reached" if self.reached(medians) else "missed"


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

ROWS = [*CARRY]
