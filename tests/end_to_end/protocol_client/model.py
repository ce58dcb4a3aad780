"""What the messages carry, as plain data.

A value is None, int, str, tuple of str (options) or uuid.UUID (reference). Versions are whole 64-bit numbers.
"""
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

CREATION, CHANGE, REMOVAL, MOVE = range(4)
MERGED, WAITING, REFUSED, QUARANTINED, HELD = range(5)
APPLIED, PARALLEL, OVERWRITTEN, IN_REVIEW = 0, 1, 2, 3


class Stamp(NamedTuple):
    ms: int
    counter: int


class EditId(NamedTuple):
    device: UUID
    incarnation: int
    sequence: int


class Origin(NamedTuple):
    edit: EditId
    version: int
    stamp: Stamp
    rank: int
    former: int = 0


class OwnRange(NamedTuple):
    incarnation: int
    first: int
    last: int


class Base(NamedTuple):
    version: int = 0
    ranges: tuple = ()  # of OwnRange, of the edit's own device
    digest: int = 0  # of the last edit in the ranges


class Cursor(NamedTuple):
    partition: int
    version: int
    whole: int
    chain: bytes


@dataclass
class Change:
    group: int
    base: Base = Base()
    values: list = field(default_factory=list)
    displayed: list = field(default_factory=list)
    decides: list = field(default_factory=list)


@dataclass
class Edit:
    id: EditId
    kind: int
    record: UUID
    form: str
    form_version: int
    unit: int
    seen: int
    stamp: Stamp
    note: str = ""
    changes: list = field(default_factory=list)


@dataclass
class Batch:
    device: UUID
    incarnation: int
    partition: int
    edits: list


@dataclass
class Head:
    origin: Origin
    values: list
    displayed: list = field(default_factory=list)


@dataclass
class Group:
    number: int
    version: int
    shown: list
    heads: list


@dataclass
class Removal:
    origin: Origin
    bases: dict  # group number -> Base


@dataclass
class Record:
    id: UUID
    form: str
    unit: int
    version: int
    birth: int
    deleted: bool = False
    groups: dict = field(default_factory=dict)
    removals: list = field(default_factory=list)
    left: bool = False
    partition: int = 0  # said by the answer around it


@dataclass
class Receipt:
    serial: int
    incarnation: int
    sequence: int
    kind: int
    version: int = 0
    stamp: Stamp = Stamp(0, 0)
    outcomes: list = field(default_factory=list)  # of (group, result)
    reason: str = ""
    arguments: list = field(default_factory=list)
    field: str = ""
    digest: int = 0
    tag: int = 0


class Range(NamedTuple):
    """Edit first + i of this device has version + i at the hub."""
    incarnation: int
    first: int
    count: int
    version: int
    stamp: Stamp = Stamp(0, 0)
    tag: int = 0

    def holds(self, edit_id):
        return edit_id.incarnation == self.incarnation and self.first <= edit_id.sequence < self.first + self.count

    def version_of(self, edit_id):
        return self.version + edit_id.sequence - self.first


class KeptRange(NamedTuple):
    """What a hub of another epoch has of this device's edits: as many as came together."""
    incarnation: int
    first: int
    count: int
    version: int
    digest: int  # of the last one

    holds = Range.holds
    version_of = Range.version_of


@dataclass
class PartitionPart:
    cursor: Cursor
    complete: bool
    records: list
    told_anew: bool = False
    backed_up: int = None


@dataclass
class Request:
    device: UUID
    incarnation: int
    counter: int
    epoch: int
    clock_ms: int
    receipt_cursor: int
    answer_bytes: int
    cursors: list
    batch: bytes = b""
    receipted: tuple = (0, 0, 0)  # incarnation, sequence, digest
    evidence: list = field(default_factory=list)
    relayed: bytes = b""


@dataclass
class Answer:
    counter: int
    epoch: int
    clock_ms: int
    receipt_cursor: int
    received: list = field(default_factory=list)
    receipts: list = field(default_factory=list)
    partitions: list = field(default_factory=list)
    spent: bool = False
    copied: bool = False
    kept: list = field(default_factory=list)  # kept ranges
    unread: list = field(default_factory=list)  # first bytes of the SHA-256 of batches that the hub cannot read
    relayed: bytes = b""
