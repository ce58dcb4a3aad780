"""An answer, `MSA1`, without its signature."""
from dataclasses import dataclass

from .byte_io import MAX_16, MAX_48, MAX_64, MAX_NAME, Reader
from .columns import read_numbers, read_signed, read_texts
from .errors import Malformed
from .model import HELD, Answer, EditId, Group, Head, Origin, PartitionPart, Receipt, Record, Stamp
from .payload import read_payload
from .pieces import MOST_GROUPS, decode, read_group, read_removals
from .record_ids import read_ids, read_record_indexes, read_shapes
from .value_columns import read_value_section

MOST_BYTES = 16 * 1024 * 1024
MOST_PLAIN = 128 * 1024 * 1024
MOST_PARTS = 4_000_000
MOST_PARTITIONS = 64
SPENT, COPIED, HAS_KEPT, HAS_UNREAD, HAS_RELAYED = 1, 2, 4, 8, 16
DIGEST_BYTES = 8
COMPLETE, TOLD_ANEW, HAS_BACKUP = 1, 2, 4
ALIVE, DELETED, LEFT = range(3)
HAS_SHOWN, HAS_DISPLAYED, HEAD_EMPTY, BY_ITSELF = 1, 2, 4, 8


@dataclass
class GroupShape:
    number: int
    flags: int
    shown: int
    displayed: int


def decode_answer(data):
    if len(data) > MOST_BYTES:
        raise Malformed(f"answer of {len(data)} bytes")
    reader = Reader(data)
    reader.magic(b"MSA")
    reader.protocol()
    answer = Answer(*[reader.number() for _ in range(4)])
    payload = read_payload(reader, MOST_PLAIN)
    _read_notices(payload, answer)
    answer.received = _read_ranges(payload)
    answer.receipts = _read_receipts(payload)
    counts = _read_partitions(payload, answer)
    if sum(counts):
        _share_out(_read_records(payload, sum(counts)), counts, answer.partitions)
    payload.finish()
    return answer


def _read_notices(reader, answer):
    flags = reader.byte(SPENT | COPIED | HAS_KEPT | HAS_UNREAD | HAS_RELAYED)
    answer.spent, answer.copied = bool(flags & SPENT), bool(flags & COPIED)
    answer.kept = [reader.kept() for _ in range(reader.number(MOST_PARTS))] if flags & HAS_KEPT else []
    answer.unread = [reader.take(DIGEST_BYTES) for _ in range(reader.number())] if flags & HAS_UNREAD else []
    answer.relayed = reader.take(reader.number()) if flags & HAS_RELAYED else b""


def _read_ranges(reader):
    return [reader.range() for _ in range(reader.number(MOST_PARTS))]


def _read_receipts(reader):
    count = reader.number(MOST_PARTS)
    serials, incarnations, sequences = (read_numbers(reader, count) for _ in range(3))
    digests = [reader.eight() for _ in range(count)]
    kinds, versions = read_numbers(reader, count, HELD), read_numbers(reader, count)
    stamps = list(map(Stamp, read_numbers(reader, count, MAX_48), read_numbers(reader, count, MAX_16)))
    tags = [reader.eight() for _ in range(count)]
    outcome_counts = read_numbers(reader, count, MOST_GROUPS)
    groups, results = read_numbers(reader, sum(outcome_counts)), read_numbers(reader, sum(outcome_counts), 3)
    outcomes = iter(list(zip(groups, results)))
    reasons = read_texts(reader, count, MAX_NAME)
    argument_counts = read_numbers(reader, count, 32)
    arguments = iter(read_texts(reader, sum(argument_counts)))
    fields = read_texts(reader, count, MAX_NAME)
    return [Receipt(serials[i], incarnations[i], sequences[i], kinds[i], versions[i], stamps[i],
                    [next(outcomes) for _ in range(outcome_counts[i])], reasons[i],
                    [next(arguments) for _ in range(argument_counts[i])], fields[i], digests[i], tags[i])
            for i in range(count)]


def _read_partitions(reader, answer):
    counts = []
    for _ in range(reader.number(MOST_PARTITIONS)):
        cursor, flags = reader.cursor(), reader.byte(COMPLETE | TOLD_ANEW | HAS_BACKUP)
        backed_up = reader.version() if flags & HAS_BACKUP else None
        answer.partitions.append(PartitionPart(cursor, bool(flags & COMPLETE), [], bool(flags & TOLD_ANEW), backed_up))
        counts.append(reader.number(MOST_PARTS))
    return counts


def _share_out(records, counts, partitions):
    start = 0
    for count, part in zip(counts, partitions):
        part.records = records[start:start + count]
        start += count


def _read_records(reader, count):
    ids = read_ids(reader, MOST_PARTS)
    record_ids = read_record_indexes(reader, count, ids)
    forms = [reader.text(MAX_NAME) for _ in range(reader.number(count))]
    form_indexes = read_numbers(reader, count, max(len(forms) - 1, 0))
    if not forms:
        raise Malformed("records without forms")
    units, versions = read_numbers(reader, count), read_numbers(reader, count)
    ages, states = read_signed(reader, count), read_numbers(reader, count, LEFT)
    records = [Record(record_ids[i], forms[form_indexes[i]], units[i], versions[i],
                      (versions[i] - ages[i]) & MAX_64, states[i] == DELETED, left=states[i] == LEFT)
               for i in range(count)]
    origins = _read_origins(reader, records, _read_authors(reader, ids))
    shapes = read_shapes(reader, count, 15, _read_group_shape)
    _read_groups(reader, records, shapes, origins, form_indexes, ids)
    return records


def _read_authors(reader, ids):
    count = reader.number(MOST_PARTS)
    devices, incarnations = read_numbers(reader, count, max(len(ids) - 1, 0)), read_numbers(reader, count)
    return [(ids[d], i) for d, i in zip(devices, incarnations)]


def _read_origins(reader, records, authors):
    """The origins of each record's groups."""
    counts = read_numbers(reader, len(records), MOST_PARTS)
    total = sum(counts)
    whose, sequences, ages = read_numbers(reader, total), read_numbers(reader, total), read_signed(reader, total)
    times, counters = read_numbers(reader, total, MAX_48), read_numbers(reader, total, MAX_16)
    ranks, formers = read_numbers(reader, total, 255), read_numbers(reader, total)
    if any(author >= len(authors) for author in whose):
        raise Malformed("an origin of an author that is not listed")
    origins, at = [], 0
    for record, count in zip(records, counts):
        origins.append([Origin(EditId(*authors[whose[i]], sequences[i]), (record.version - ages[i]) & MAX_64,
                               Stamp(times[i], counters[i]), ranks[i], formers[i]) for i in range(at, at + count)])
        at += count
    return origins


def _read_group_shape(reader, number, flags):
    if flags & BY_ITSELF and flags != BY_ITSELF:
        raise Malformed(f"flags {flags} of a group that stands by itself")
    return GroupShape(number, flags, reader.number(64) if flags & HAS_SHOWN else 1,
                      reader.number(64) if flags & HAS_DISPLAYED else 0)


def _read_groups(reader, records, shapes, origins, form_indexes, ids):
    flat = [(at, shape) for at, groups in enumerate(shapes) for shape in groups]
    plain = [(at, shape) for at, shape in flat if not shape.flags & BY_ITSELF]
    ages, head_origins = read_signed(reader, len(plain)), read_numbers(reader, len(plain))
    alone = iter(_read_alone(reader, [shape for _, shape in flat if shape.flags & BY_ITSELF]))
    _read_all_removals(reader, records)
    wanted = [(form_indexes[at], shape.number, shape.shown, shape.displayed) for at, shape in plain]
    simple = iter([_simple_group(records[at], shape, age, _origin_at(origins[at], index), *values)
                   for (at, shape), age, index, values
                   in zip(plain, ages, head_origins, read_value_section(reader, wanted, ids))])
    for at, shape in flat:
        records[at].groups[shape.number] = next(alone if shape.flags & BY_ITSELF else simple)


def _origin_at(origins, index):
    if index >= len(origins):
        raise Malformed(f"origin {index} of {len(origins)}")
    return origins[index]


def _simple_group(record, shape, age, origin, shown, displayed):
    head = Head(origin, [] if shape.flags & HEAD_EMPTY else list(shown), displayed)
    return Group(shape.number, (record.version - age) & MAX_64, shown, [head])


def _read_alone(reader, shapes):
    groups = []
    for shape, length in zip(shapes, read_numbers(reader, len(shapes))):
        group = decode(reader.take(length), read_group)
        if group.number != shape.number:
            raise Malformed(f"group {group.number} stands where {shape.number} is announced")
        groups.append(group)
    return groups


def _read_all_removals(reader, records):
    for record, length in zip(records, read_numbers(reader, len(records))):
        if length:
            record.removals = decode(reader.take(length), read_removals)
