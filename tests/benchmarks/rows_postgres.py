"""Hub ingest into PostgreSQL beside a staged COPY upsert of the same rows, 10,000 a transaction, by psql: both into a
server of Debian's package with its own defaults, durable."""

import contextlib
import json

import measured
from harness import BUILD, Hub
from postgres_server import PROGRAMS, PostgresServer

ROWS = 10_000


@contextlib.contextmanager
def server():
    running = PostgresServer()
    try:
        yield running
    finally:
        running.stop()


def hub(root, given, note):
    with server() as postgres:
        Hub(root / "hub", store=postgres.new_schema("hub"))
        found = measured.run([BUILD / "bench_ingest", "hub", root / "hub", given.lines, given.count, 0], limit=7200).json()
    note("postgres creates, rate", found["creates_rate"])


def as_text(value):
    """A cell of COPY's text format."""
    if value is None:
        return "\\N"
    words = " ".join(value) if isinstance(value, list) else str(value)
    return words.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def script(rows, path):
    """The whole as psql reads it: nothing is left to be done while the time runs."""
    columns = sorted({name for row in rows for name in row} - {"_id"})
    whole = ", ".join(f"{name} = excluded.{name}" for name in columns)
    with open(path, "w", encoding="utf-8") as out:
        out.write("SET client_min_messages = error;\n")
        for begin in range(0, len(rows), ROWS):
            out.write("BEGIN; TRUNCATE staged;\nCOPY staged FROM stdin;\n")
            for row in rows[begin:begin + ROWS]:
                out.write("\t".join([row["_id"], *(as_text(row.get(name)) for name in columns)]) + "\n")
            out.write(f"\\.\nINSERT INTO households SELECT * FROM staged ON CONFLICT (id) DO UPDATE SET {whole}; COMMIT;\n")
    return columns


def copy(root, given, note):
    with open(given.lines, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:given.count]
    columns = script(rows, root / "copy.sql")
    numbers = {name for name in columns if all(isinstance(row.get(name, 0), int) for row in rows)}
    typed = ", ".join(f"{name} {'bigint' if name in numbers else 'text'}" for name in columns)
    with server() as postgres:
        postgres.ask(f"CREATE TABLE households (id uuid PRIMARY KEY, {typed});"
                     f"CREATE UNLOGGED TABLE staged (id uuid, {typed})")
        done = measured.run([PROGRAMS / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", postgres.url, "-f",
                             root / "copy.sql"], limit=7200)
        if int(postgres.ask("SELECT count(*) FROM households")) != len(rows):
            raise measured.Failed("not all rows arrived")
    note("postgres creates, rate", len(rows) / done.seconds)


SIDES = {"minsync": hub, "copy": copy}
