"""The client's folder: who it is, what the hub has, what is not yet sent. One JSON file, replaced as a whole."""
import base64
import json
import os
import secrets
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import UUID

from . import pieces
from .byte_io import Reader, Writer
from .model import Cursor, Record, Stamp
from .place import place_of

NEW, WAITING_AT_HUB, MERGED_UNSEEN, QUARANTINED_AT_HUB = "new", "waiting", "merged", "quarantined"
SHOWN, REFUSED_BY_HUB = "shown", "refused"
SETTLED = {SHOWN, REFUSED_BY_HUB}
HUBS_INCARNATIONS = 1 << 31


def now_ms():
    return time.time_ns() // 1_000_000


@dataclass
class OwnEdit:
    edit: object
    state: str = NEW
    version: int = 0
    former: int = 0  # the version that it had at a hub that lost it
    arrival: int = 0  # as told under `received`, also if it then waits or is refused
    send_again: bool = False  # refused by a hub that lost that
    partition: int = 0  # its record's

    @cached_property
    def digest(self):
        return pieces.edit_digest(self.edit)


@dataclass
class Store:
    folder: Path
    identity: dict = field(default_factory=dict)
    epoch: int = 0
    incarnation: int = 1
    copied: bool = False
    next_sequence: int = 1
    last_stamp: Stamp = Stamp(0, 0)
    receipt_cursor: int = 0
    hub_ahead_ms: int = 0
    cursors: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    sent_versions: dict = field(default_factory=dict)  # record -> newest version that came from the hub as a change
    edits: list = field(default_factory=list)  # all own edits ever made: a hub may lose any of them
    receipts: dict = field(default_factory=dict)  # (incarnation, sequence) -> the newest
    proof: list = field(default_factory=list)  # ranges with a tag
    telling: set = field(default_factory=set)  # partitions that are being told anew
    left: set = field(default_factory=set)  # of the stale ones those that went out of the scope
    one_by_one: bool = False  # the hub could not read edits that were sent together
    stale: set = field(default_factory=set)  # records that the hub, as far as it told, has not, or not for this device

    @property
    def pending(self):
        return [own for own in self.edits if own.state not in SETTLED]

    @property
    def unsent(self):
        return [own for own in self.edits if own.state == NEW or own.send_again]

    @property
    def key_path(self):
        return Path(self.folder, "device.pem")

    @property
    def state_path(self):
        return Path(self.folder, "state.json")

    def next_counter(self):
        """Greater than ever before in this incarnation, and durable when this returns."""
        path = Path(self.folder, "counter")
        incarnation, counter = map(int, path.read_text().split()) if path.exists() else (self.incarnation, 0)
        counter = counter + 1 if incarnation == self.incarnation else 1
        _replace(path, f"{self.incarnation} {counter}")
        return counter

    def begin_incarnation(self):
        self.incarnation = 2 + secrets.randbelow(HUBS_INCARNATIONS - 2)

    def save(self):
        _replace(self.state_path, json.dumps(self._as_json(), ensure_ascii=False, indent=1))

    def _as_json(self):
        return {
            "identity": self.identity, "place": place_of(self.folder), "epoch": self.epoch,
            "incarnation": self.incarnation, "copied": self.copied, "next_sequence": self.next_sequence,
            "last_stamp": list(self.last_stamp), "receipt_cursor": self.receipt_cursor,
            "hub_ahead_ms": self.hub_ahead_ms,
            "cursors": [[c.partition, c.version, c.whole, c.chain.hex()] for c in self.cursors.values()],
            "records": [_record_to_json(r) for r in self.records.values()],
            "sent_versions": {str(record): version for record, version in self.sent_versions.items()},
            "edits": [[_pack(own.edit, pieces.write_edit), own.state, own.version, own.former, own.arrival,
                       own.send_again, own.partition]
                      for own in self.edits],
            "receipts": [_pack(receipt, pieces.write_receipt) for receipt in self.receipts.values()],
            "proof": [_pack(proof, Writer.range) for proof in self.proof],
            "telling": sorted(self.telling), "stale": sorted(map(str, self.stale)),
            "left": sorted(map(str, self.left)),
        }


def load(folder):
    store = Store(Path(folder))
    store.folder.mkdir(parents=True, exist_ok=True)
    if store.state_path.exists():
        data = json.loads(store.state_path.read_text(encoding="utf-8"))
        _fill(store, data)
        if data["place"] != place_of(store.folder):
            store.begin_incarnation()
            store.save()
    return store


def _fill(store, data):
    store.identity, store.next_sequence = data["identity"], data["next_sequence"]
    store.epoch, store.incarnation, store.copied = data["epoch"], data["incarnation"], data["copied"]
    store.last_stamp, store.receipt_cursor = Stamp(*data["last_stamp"]), data["receipt_cursor"]
    store.hub_ahead_ms = data["hub_ahead_ms"]
    store.cursors = {p: Cursor(p, version, whole, bytes.fromhex(chain)) for p, version, whole, chain in data["cursors"]}
    store.records = {r.id: r for r in map(_record_from_json, data["records"])}
    store.sent_versions = {UUID(record): version for record, version in data["sent_versions"].items()}
    store.edits = [OwnEdit(_unpack(edit, pieces.read_edit), *rest) for edit, *rest in data["edits"]]
    receipts = [_unpack(receipt, pieces.read_receipt) for receipt in data["receipts"]]
    store.receipts = {(receipt.incarnation, receipt.sequence): receipt for receipt in receipts}
    store.proof = [_unpack(proof, Reader.range) for proof in data["proof"]]
    store.telling, store.stale = set(data["telling"]), set(map(UUID, data["stale"]))
    store.left = set(map(UUID, data["left"]))


def _pack(piece, write_piece):
    return base64.b64encode(pieces.encode(piece, write_piece)).decode("ascii")


def _unpack(text, read_piece):
    return pieces.decode(base64.b64decode(text), read_piece)


def _record_to_json(record):
    return {"id": str(record.id), "form": record.form, "unit": record.unit, "version": record.version,
            "birth": record.birth, "deleted": record.deleted, "partition": record.partition,
            "removals": _pack(record.removals, pieces.write_removals),
            "groups": [_pack(group, pieces.write_group) for group in record.groups.values()]}


def _record_from_json(data):
    groups = [_unpack(group, pieces.read_group) for group in data["groups"]]
    return Record(UUID(data["id"]), data["form"], data["unit"], data["version"], data["birth"], data["deleted"],
                  {group.number: group for group in groups}, _unpack(data["removals"], pieces.read_removals),
                  partition=data["partition"])


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
