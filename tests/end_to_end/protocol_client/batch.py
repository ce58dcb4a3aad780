"""A batch of edits, `MSB1`, without its signature."""
from typing import NamedTuple
from uuid import UUID

from .byte_io import MAX_16, MAX_48, MAX_64, MAX_NAME, MAX_NOTE, Reader, Writer
from .columns import read_numbers, read_signed, read_texts, write_numbers, write_signed, write_texts
from .errors import Malformed
from .model import MOVE, Base, Batch, Change, Edit, EditId, OwnRange, Stamp
from .payload import read_payload, write_payload
from .record_ids import read_ids, read_record_indexes, read_shapes, write_ids, write_shapes
from .value_columns import read_value_section, write_value_section

MOST_EDITS = 10_000
MOST_RANGES = 1024
MOST_PLAIN = 64 * 1024 * 1024
MOST_BYTES = 8 * 1024 * 1024
HAS_VALUES, HAS_DISPLAYED, HAS_RANGES, HAS_DECIDED = 1, 2, 4, 8


class GroupShape(NamedTuple):
    number: int
    values: int
    displayed: int
    ranges: int
    decided: int


def decode_batch(data):
    if len(data) > MOST_BYTES:
        raise Malformed(f"batch of {len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"MSB")
    device, incarnation, partition = reader.uuid(), reader.number(), reader.number()
    count = reader.number(MOST_EDITS)
    payload = read_payload(reader, MOST_PLAIN)
    edits = _read_edits(payload, device, incarnation, count)
    payload.finish()
    return Batch(device, incarnation, partition, edits)


def _read_edits(reader, device, incarnation, count):
    sequences = _read_sequences(reader, count)
    times, counters = read_numbers(reader, count, MAX_48), read_numbers(reader, count, MAX_16)
    kinds = read_numbers(reader, count, MOVE)
    ids = read_ids(reader, 2_000_000)
    records = read_record_indexes(reader, count, ids)
    forms = [(reader.text(MAX_NAME), reader.number()) for _ in range(reader.number(count))]
    form_indexes = _checked_indexes(read_numbers(reader, count), len(forms))
    units, seen = read_numbers(reader, count), read_numbers(reader, count)
    notes = read_texts(reader, count, MAX_NOTE)
    edits = [Edit(EditId(device, incarnation, sequences[i]), kinds[i], records[i], *forms[form_indexes[i]], units[i],
                  seen[i], Stamp(times[i], counters[i]), notes[i]) for i in range(count)]
    shapes = read_shapes(reader, count, 15, _read_group_shape)
    _read_changes(reader, edits, shapes, form_indexes, ids)
    return edits


def _checked_indexes(indexes, size):
    if any(index >= size for index in indexes):
        raise Malformed(f"an index beyond {size} forms")
    return indexes


def _read_sequences(reader, count):
    sequences, before = [], 0
    for step in read_numbers(reader, count):
        before += step
        if step == 0 or before > MAX_64:
            raise Malformed("sequences do not rise, or rise too far")
        sequences.append(before)
    return sequences


def _read_group_shape(reader, number, flags):
    return GroupShape(number,
                      reader.number(64) if flags & HAS_VALUES else 1,
                      reader.number(64) if flags & HAS_DISPLAYED else 0,
                      reader.number(MOST_RANGES) if flags & HAS_RANGES else 0,
                      reader.number(256) if flags & HAS_DECIDED else 0)


def _read_changes(reader, edits, shapes, form_indexes, ids):
    flat = [(edit, shape) for edit, groups in zip(edits, shapes) for shape in groups]
    differences = read_signed(reader, len(flat))
    ranges = _read_ranges(reader, flat)
    decided = _read_decided(reader, sum(shape.decided for _, shape in flat), ids)
    wanted = [(form, shape.number, shape.values, shape.displayed)
              for form, groups in zip(form_indexes, shapes) for shape in groups]
    values = read_value_section(reader, wanted, ids)
    for (edit, shape), difference, (own, digest), (new, displayed) in zip(flat, differences, ranges, values):
        base = Base((edit.seen + difference) & MAX_64, own, digest)
        edit.changes.append(Change(shape.number, base, new, displayed, [next(decided) for _ in range(shape.decided)]))


def _read_ranges(reader, flat):
    count = sum(shape.ranges for _, shape in flat)
    columns = iter(list(zip(*[read_numbers(reader, count) for _ in range(3)])))
    result = []
    for edit, shape in flat:
        own = []
        for _ in range(shape.ranges):
            incarnation, back, length = next(columns)
            last = edit.id.sequence - back
            own.append(OwnRange(incarnation, last - length, last))
        check_ranges(own, edit.id.sequence)
        result.append((tuple(own), reader.eight() if own else 0))
    return result


def check_ranges(ranges, sequence):
    before = OwnRange(-1, -1, -1)
    for own in ranges:
        touches = own.incarnation == before.incarnation and own.first == before.last + 1
        if own.first <= before.last or touches or own.first < 0 or own.last < own.first or own.last >= sequence:
            raise Malformed(f"own ranges {ranges} of edit {sequence}")
        before = own


def _read_decided(reader, count, ids):
    devices, incarnations, sequences = (read_numbers(reader, count) for _ in range(3))
    if any(device >= len(ids) for device in devices):
        raise Malformed("an edit of a device that is not among the ids")
    return iter([EditId(ids[d], i, s) for d, i, s in zip(devices, incarnations, sequences)])


def encode_batch(batch):
    payload = Writer()
    _write_edits(payload, batch.edits)
    writer = Writer().raw(b"MSB1").uuid(batch.device).number(batch.incarnation).number(batch.partition)
    write_payload(writer.number(len(batch.edits)), payload.bytes())
    return writer.bytes()


def _write_edits(writer, edits):
    sequences = [edit.id.sequence for edit in edits]
    write_numbers(writer, [b - a for a, b in zip([0] + sequences, sequences)])
    write_numbers(writer, [edit.stamp.ms for edit in edits])
    write_numbers(writer, [edit.stamp.counter for edit in edits])
    write_numbers(writer, [edit.kind for edit in edits])
    id_index = write_ids(writer, [edit.record for edit in edits], _other_ids(edits))
    form_indexes = _write_forms(writer, edits)
    write_numbers(writer, [edit.unit for edit in edits])
    write_numbers(writer, [edit.seen for edit in edits])
    write_texts(writer, [edit.note for edit in edits])
    write_shapes(writer, [tuple(_shape_of(change) for change in edit.changes) for edit in edits])
    _write_changes(writer, [(edit, change) for edit in edits for change in edit.changes], id_index)
    items = [(form, change.group, change.values, change.displayed)
             for form, edit in zip(form_indexes, edits) for change in edit.changes]
    write_value_section(writer, items, id_index)


def _other_ids(edits):
    changes = [change for edit in edits for change in edit.changes]
    devices = [decided.device for change in changes for decided in change.decides]
    return devices + [v for change in changes for v in change.values + change.displayed if isinstance(v, UUID)]


def _write_forms(writer, edits):
    forms = {}
    indexes = [forms.setdefault((edit.form, edit.form_version), len(forms)) for edit in edits]
    writer.number(len(forms))
    for name, version in forms:
        writer.text(name).number(version)
    write_numbers(writer, indexes)
    return indexes


def _shape_of(change):
    flags, counts = 0, []
    for flag, count, usual in ((HAS_VALUES, len(change.values), 1), (HAS_DISPLAYED, len(change.displayed), 0),
                               (HAS_RANGES, len(change.base.ranges), 0), (HAS_DECIDED, len(change.decides), 0)):
        if count != usual:
            flags |= flag
            counts.append(count)
    return change.group, flags, tuple(counts)


def _write_changes(writer, flat, id_index):
    write_signed(writer, [change.base.version - edit.seen for edit, change in flat])
    ranges = [(edit, own) for edit, change in flat for own in change.base.ranges]
    write_numbers(writer, [own.incarnation for _, own in ranges])
    write_numbers(writer, [edit.id.sequence - own.last for edit, own in ranges])
    write_numbers(writer, [own.last - own.first for _, own in ranges])
    for _, change in flat:
        if change.base.ranges:
            writer.eight(change.base.digest)
    decided = [edit_id for _, change in flat for edit_id in change.decides]
    write_numbers(writer, [id_index[edit_id.device] for edit_id in decided])
    write_numbers(writer, [edit_id.incarnation for edit_id in decided])
    write_numbers(writer, [edit_id.sequence for edit_id in decided])
