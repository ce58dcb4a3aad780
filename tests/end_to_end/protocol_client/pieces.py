"""Pieces: edits, groups, removals and receipts that stand by themselves; the digest of an edit."""
import hashlib

from .batch import MOST_RANGES, check_ranges
from .byte_io import MAX_NAME, MAX_NOTE, Reader, Writer
from .errors import Malformed
from .model import HELD, MOVE, Base, Change, Edit, EditId, Group, Head, Origin, OwnRange, Receipt, Removal
from .value_columns import INTEGER, MAX_OPTIONS, NULL, OPTIONS, REFERENCE, TEXT, checked_options, kind_of

MOST_FIELDS, MOST_GROUPS, MOST_HEADS, MOST_REMOVALS = 64, 400, 4096, 4096


def decode(data, read_piece):
    reader = Reader(data)
    piece = read_piece(reader)
    reader.finish()
    return piece


def encode(piece, write_piece):
    writer = Writer()
    write_piece(writer, piece)
    return writer.bytes()


def read_edit_id(reader):
    return EditId(reader.uuid(), reader.number(), reader.number())


def write_edit_id(writer, edit_id):
    writer.uuid(edit_id.device).number(edit_id.incarnation).number(edit_id.sequence)


def read_origin(reader):
    return Origin(read_edit_id(reader), reader.version(), reader.stamp(), reader.byte(), reader.version())


def write_origin(writer, origin):
    write_edit_id(writer, origin.edit)
    writer.version(origin.version).stamp(origin.stamp).byte(origin.rank).version(origin.former)


def read_base(reader, sequence):
    version, ranges, before = reader.version(), [], 0
    for _ in range(reader.number(MOST_RANGES)):
        incarnation = reader.number()
        first = before + reader.number()
        before = first + reader.number()
        ranges.append(OwnRange(incarnation, first, before))
    check_ranges(ranges, sequence)
    return Base(version, tuple(ranges), reader.eight() if ranges else 0)


def write_base(writer, base):
    writer.version(base.version).number(len(base.ranges))
    before = 0
    for own in base.ranges:
        writer.number(own.incarnation).number(own.first - before).number(own.last - own.first)
        before = own.last
    if base.ranges:
        writer.eight(base.digest)


def read_value_list(reader):
    return [_read_value(reader) for _ in range(reader.number(MOST_FIELDS))]


def _read_value(reader):
    kind = reader.byte(REFERENCE)
    if kind == NULL:
        return None
    if kind == INTEGER:
        return reader.signed()
    if kind == TEXT:
        return reader.text()
    if kind == OPTIONS:
        return checked_options([reader.text(MAX_NAME) for _ in range(reader.number(MAX_OPTIONS))])
    return reader.uuid()


def write_value_list(writer, values):
    writer.number(len(values))
    for value in values:
        kind = kind_of(value)
        writer.byte(kind)
        if kind == INTEGER:
            writer.signed(value)
        elif kind == TEXT:
            writer.text(value)
        elif kind == OPTIONS:
            writer.number(len(value))
            for option in value:
                writer.text(option)
        elif kind == REFERENCE:
            writer.uuid(value)


def read_group(reader):
    number, version, shown = reader.number(60000), reader.version(), read_value_list(reader)
    heads = []
    for _ in range(reader.number(MOST_HEADS)):
        origin = read_origin(reader)
        values = read_value_list(reader) if reader.byte(1) else list(shown)
        heads.append(Head(origin, values, read_value_list(reader)))
    if any(a.origin.edit >= b.origin.edit for a, b in zip(heads, heads[1:])):
        raise Malformed(f"heads of group {number} are not in the order of their edits")
    return Group(number, version, shown, heads)


def write_group(writer, group):
    writer.number(group.number).version(group.version)
    write_value_list(writer, group.shown)
    writer.number(len(group.heads))
    shown_taken = False
    for head in sorted(group.heads, key=lambda h: h.origin.edit):
        write_origin(writer, head.origin)
        as_shown = head.values == group.shown and not shown_taken
        shown_taken = shown_taken or as_shown
        writer.byte(0 if as_shown else 1)
        if not as_shown:
            write_value_list(writer, head.values)
        write_value_list(writer, head.displayed)


def _read_steps(reader, read_one):
    number = 0
    for _ in range(reader.number(MOST_GROUPS)):
        step = reader.number(60000)
        number += step
        if step == 0:
            raise Malformed("group numbers do not rise")
        yield number, read_one(reader)


def read_removals(reader):
    removals = []
    for _ in range(reader.number(MOST_REMOVALS)):
        origin = read_origin(reader)
        removals.append(Removal(origin, dict(_read_steps(reader, lambda r: read_base(r, origin.edit.sequence)))))
    return removals


def write_removals(writer, removals):
    writer.number(len(removals))
    for removal in removals:
        write_origin(writer, removal.origin)
        writer.number(len(removal.bases))
        before = 0
        for number in sorted(removal.bases):
            write_base(writer.number(number - before), removal.bases[number])
            before = number


def read_edit(reader):
    edit = Edit(read_edit_id(reader), reader.byte(MOVE), reader.uuid(), reader.text(MAX_NAME), reader.number(),
                reader.number(), reader.version(), reader.stamp(), reader.text(MAX_NOTE))
    for number, change in _read_steps(reader, lambda r: _read_change(r, edit.id.sequence)):
        change.group = number
        edit.changes.append(change)
    return edit


def _read_change(reader, sequence):
    return Change(0, read_base(reader, sequence), read_value_list(reader), read_value_list(reader),
                  [read_edit_id(reader) for _ in range(reader.number(256))])


def write_edit(writer, edit):
    write_edit_id(writer, edit.id)
    writer.byte(edit.kind).uuid(edit.record).text(edit.form).number(edit.form_version).number(edit.unit)
    writer.version(edit.seen).stamp(edit.stamp).text(edit.note).number(len(edit.changes))
    before = 0
    for change in edit.changes:
        write_base(writer.number(change.group - before), change.base)
        write_value_list(writer, change.values)
        write_value_list(writer, change.displayed)
        writer.number(len(change.decides))
        for decided in change.decides:
            write_edit_id(writer, decided)
        before = change.group


def edit_digest(edit):
    return int.from_bytes(hashlib.sha256(encode(edit, write_edit)).digest()[:8], "big") or 1


def read_receipt(reader):
    numbers, digest = [reader.number() for _ in range(3)], reader.eight()
    receipt = Receipt(*numbers, reader.number(HELD), reader.version(), reader.stamp(), digest=digest)
    receipt.tag = reader.eight()
    receipt.outcomes = [(reader.number(60000), reader.number(3)) for _ in range(reader.number(MOST_GROUPS))]
    receipt.reason = reader.text(MAX_NAME)
    receipt.arguments = [reader.text() for _ in range(reader.number(32))]
    receipt.field = reader.text(MAX_NAME)
    return receipt


def write_receipt(writer, receipt):
    for number in (receipt.serial, receipt.incarnation, receipt.sequence):
        writer.number(number)
    writer.eight(receipt.digest).number(receipt.kind).version(receipt.version).stamp(receipt.stamp)
    writer.eight(receipt.tag).number(len(receipt.outcomes))
    for group, result in receipt.outcomes:
        writer.number(group).number(result)
    writer.text(receipt.reason).number(len(receipt.arguments))
    for argument in receipt.arguments:
        writer.text(argument)
    writer.text(receipt.field)
