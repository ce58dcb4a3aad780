"""The client's folder: who it is, what the hub has, what is not yet sent. One JSON file, replaced as a whole."""
import base64
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from . import pieces
from .model import Cursor, Record, Stamp

NEW, WAITING_AT_HUB, MERGED_UNSEEN, QUARANTINED_AT_HUB = "new", "waiting", "merged", "quarantined"


def now_ms():
    return time.time_ns() // 1_000_000


@dataclass
class Pending:
    edit: object
    state: str = NEW
    version: int = 0


@dataclass
class Store:
    folder: Path
    identity: dict = field(default_factory=dict)
    next_sequence: int = 1
    last_stamp: Stamp = Stamp(0, 0)
    receipt_cursor: int = 0
    hub_ahead_ms: int = 0
    cursors: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    sent_versions: dict = field(default_factory=dict)  # record -> newest version that came from the hub as a change
    pending: list = field(default_factory=list)
    receipts: list = field(default_factory=list)

    @property
    def key_path(self):
        return Path(self.folder, "device.pem")

    @property
    def state_path(self):
        return Path(self.folder, "state.json")

    def next_counter(self):
        """Greater than ever before, and durable when this returns."""
        path = Path(self.folder, "counter")
        counter = (int(path.read_text()) if path.exists() else 0) + 1
        _replace(path, str(counter))
        return counter

    def save(self):
        _replace(self.state_path, json.dumps(self._as_json(), ensure_ascii=False, indent=1))

    def _as_json(self):
        return {
            "identity": self.identity, "next_sequence": self.next_sequence, "last_stamp": list(self.last_stamp),
            "receipt_cursor": self.receipt_cursor, "hub_ahead_ms": self.hub_ahead_ms,
            "cursors": [[c.partition, c.version, c.whole, c.chain.hex()] for c in self.cursors.values()],
            "records": [_record_to_json(r) for r in self.records.values()],
            "sent_versions": {str(record): version for record, version in self.sent_versions.items()},
            "pending": [[_pack(p.edit, pieces.write_edit), p.state, p.version] for p in self.pending],
            "receipts": [_pack(receipt, pieces.write_receipt) for receipt in self.receipts],
        }


def load(folder):
    store = Store(Path(folder))
    store.folder.mkdir(parents=True, exist_ok=True)
    if store.state_path.exists():
        _fill(store, json.loads(store.state_path.read_text(encoding="utf-8")))
    return store


def _fill(store, data):
    store.identity, store.next_sequence = data["identity"], data["next_sequence"]
    store.last_stamp, store.receipt_cursor = Stamp(*data["last_stamp"]), data["receipt_cursor"]
    store.hub_ahead_ms = data["hub_ahead_ms"]
    store.cursors = {p: Cursor(p, version, whole, bytes.fromhex(chain)) for p, version, whole, chain in data["cursors"]}
    store.records = {r.id: r for r in map(_record_from_json, data["records"])}
    store.sent_versions = {UUID(record): version for record, version in data["sent_versions"].items()}
    store.pending = [Pending(_unpack(edit, pieces.read_edit), *rest) for edit, *rest in data["pending"]]
    store.receipts = [_unpack(receipt, pieces.read_receipt) for receipt in data["receipts"]]


def _pack(piece, write_piece):
    return base64.b64encode(pieces.encode(piece, write_piece)).decode("ascii")


def _unpack(text, read_piece):
    return pieces.decode(base64.b64decode(text), read_piece)


def _record_to_json(record):
    return {"id": str(record.id), "form": record.form, "unit": record.unit, "version": record.version,
            "birth": record.birth, "deleted": record.deleted, "removals": _pack(record.removals, pieces.write_removals),
            "groups": [_pack(group, pieces.write_group) for group in record.groups.values()]}


def _record_from_json(data):
    groups = [_unpack(group, pieces.read_group) for group in data["groups"]]
    return Record(UUID(data["id"]), data["form"], data["unit"], data["version"], data["birth"], data["deleted"],
                  {group.number: group for group in groups}, _unpack(data["removals"], pieces.read_removals))


def _replace(path, text):
    fresh = path.with_name(path.name + ".new")
    with open(fresh, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
