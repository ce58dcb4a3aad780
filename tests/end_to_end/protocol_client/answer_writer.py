"""Writes answers, for the tests: what a hub would send."""
from uuid import UUID

from .answer import (ALIVE, BY_ITSELF, COMPLETE, COPIED, DELETED, HAS_BACKUP, HAS_DISPLAYED, HAS_KEPT, HAS_RELAYED,
                     HAS_SHOWN, HAS_UNREAD, HEAD_EMPTY, LEFT, SPENT, TOLD_ANEW)
from .byte_io import Writer
from .columns import write_numbers, write_signed, write_texts
from .payload import write_payload
from .pieces import encode, write_group, write_removals
from .record_ids import write_ids, write_shapes
from .value_columns import write_value_section


def encode_answer(answer):
    payload = Writer()
    payload.byte(SPENT * answer.spent | COPIED * answer.copied | HAS_KEPT * bool(answer.kept)
                 | HAS_UNREAD * bool(answer.unread) | HAS_RELAYED * bool(answer.relayed))
    if answer.kept:
        payload.number(len(answer.kept))
        for kept in answer.kept:
            payload.kept(kept)
    if answer.unread:
        payload.number(len(answer.unread)).raw(b"".join(answer.unread))
    if answer.relayed:
        payload.number(len(answer.relayed)).raw(answer.relayed)
    _write_ranges(payload, answer.received)
    _write_receipts(payload, answer.receipts)
    payload.number(len(answer.partitions))
    for part in answer.partitions:
        flags = COMPLETE * part.complete | TOLD_ANEW * part.told_anew | HAS_BACKUP * (part.backed_up is not None)
        payload.cursor(part.cursor).byte(flags)
        if part.backed_up is not None:
            payload.version(part.backed_up)
        payload.number(len(part.records))
    records = [record for part in answer.partitions for record in part.records]
    if records:
        _write_records(payload, records)
    writer = Writer().raw(b"MSA1").byte(1).number(answer.counter).number(answer.epoch).number(answer.clock_ms)
    write_payload(writer.number(answer.receipt_cursor), payload.bytes())
    return writer.bytes()


def _write_ranges(writer, ranges):
    writer.number(len(ranges))
    for item in ranges:
        writer.range(item)


def _write_receipts(writer, receipts):
    writer.number(len(receipts))
    for part in ("serial", "incarnation", "sequence"):
        write_numbers(writer, [getattr(receipt, part) for receipt in receipts])
    for receipt in receipts:
        writer.eight(receipt.digest)
    for part in ("kind", "version"):
        write_numbers(writer, [getattr(receipt, part) for receipt in receipts])
    for at in (0, 1):
        write_numbers(writer, [receipt.stamp[at] for receipt in receipts])
    for receipt in receipts:
        writer.eight(receipt.tag)
    write_numbers(writer, [len(receipt.outcomes) for receipt in receipts])
    for at in (0, 1):
        write_numbers(writer, [outcome[at] for receipt in receipts for outcome in receipt.outcomes])
    write_texts(writer, [receipt.reason for receipt in receipts])
    write_numbers(writer, [len(receipt.arguments) for receipt in receipts])
    write_texts(writer, [argument for receipt in receipts for argument in receipt.arguments])
    write_texts(writer, [receipt.field for receipt in receipts])


def _is_simple(group):
    return len(group.heads) == 1 and group.heads[0].values in ([], group.shown)


def _write_records(writer, records):
    simple = [(record, group) for record in records for group in record.groups.values() if _is_simple(group)]
    alone = [group for record in records for group in record.groups.values() if not _is_simple(group)]
    authors = {group.heads[0].origin.edit[:2]: None for _, group in simple}
    authors = {author: index for index, author in enumerate(authors)}
    references = [v for _, g in simple for v in g.shown + g.heads[0].displayed if isinstance(v, UUID)]
    id_index = write_ids(writer, [r.id for r in records], [device for device, _ in authors] + references)
    form_indexes = _write_forms(writer, records)
    write_numbers(writer, [record.unit for record in records])
    write_numbers(writer, [record.version for record in records])
    write_signed(writer, [record.version - record.birth for record in records])
    write_numbers(writer, [LEFT if r.left else DELETED if r.deleted else ALIVE for r in records])
    writer.number(len(authors))
    write_numbers(writer, [id_index[device] for device, _ in authors])
    write_numbers(writer, [incarnation for _, incarnation in authors])
    origins = _write_origins(writer, records, authors)
    write_shapes(writer, [tuple(map(_shape_of, record.groups.values())) for record in records])
    write_signed(writer, [record.version - group.version for record, group in simple])
    write_numbers(writer, [origins[record.id].index(group.heads[0].origin) for record, group in simple])
    _write_blocks(writer, [encode(group, write_group) for group in alone])
    _write_blocks(writer, [encode(r.removals, write_removals) if r.removals else b"" for r in records])
    items = [(form, group.number, group.shown, group.heads[0].displayed)
             for form, record in zip(form_indexes, records) for group in record.groups.values() if _is_simple(group)]
    write_value_section(writer, items, id_index)


def _write_forms(writer, records):
    forms = {}
    indexes = [forms.setdefault(record.form, len(forms)) for record in records]
    writer.number(len(forms))
    for name in forms:
        writer.text(name)
    write_numbers(writer, indexes)
    return indexes


def _write_origins(writer, records, authors):
    origins = {record.id: list(dict.fromkeys(g.heads[0].origin for g in record.groups.values() if _is_simple(g)))
               for record in records}
    write_numbers(writer, [len(origins[record.id]) for record in records])
    flat = [(record, origin) for record in records for origin in origins[record.id]]
    write_numbers(writer, [authors[origin.edit[:2]] for _, origin in flat])
    write_numbers(writer, [origin.edit.sequence for _, origin in flat])
    write_signed(writer, [record.version - origin.version for record, origin in flat])
    write_numbers(writer, [origin.stamp.ms for _, origin in flat])
    write_numbers(writer, [origin.stamp.counter for _, origin in flat])
    write_numbers(writer, [origin.rank for _, origin in flat])
    write_numbers(writer, [origin.former for _, origin in flat])
    return origins


def _shape_of(group):
    if not _is_simple(group):
        return group.number, BY_ITSELF, ()
    flags, counts, head = 0, (), group.heads[0]
    if len(group.shown) != 1:
        flags, counts = flags | HAS_SHOWN, counts + (len(group.shown),)
    if head.displayed:
        flags, counts = flags | HAS_DISPLAYED, counts + (len(head.displayed),)
    if not head.values and group.shown:
        flags |= HEAD_EMPTY
    return group.number, flags, counts


def _write_blocks(writer, blocks):
    write_numbers(writer, [len(block) for block in blocks])
    writer.raw(b"".join(blocks))
