"""Hub ingest into PostgreSQL beside a staged COPY upsert of the same rows.

Both sides are functions (root, given, note) that note "postgres creates, rate", as rows_hub.py's do for SQLite; with
them in SIDES the row of table.py is measured."""

WHY_NOT = "the hub has no PostgreSQL store"
SIDES = {}
