"""Columns of values, and the section of them that ends batches and answers."""
from uuid import UUID

from .byte_io import MAX_NAME
from .columns import read_numbers, read_signed, read_texts, write_numbers, write_signed, write_texts
from .errors import Malformed

NULL, INTEGER, TEXT, OPTIONS, REFERENCE, MIXED = range(6)
MAX_OPTIONS = 4096


def kind_of(value):
    if value is None:
        return NULL
    if isinstance(value, int) and not isinstance(value, bool):
        return INTEGER
    if isinstance(value, str):
        return TEXT
    if isinstance(value, tuple):
        return OPTIONS
    if isinstance(value, UUID):
        return REFERENCE
    raise TypeError(f"{value!r} is no value of a field")


def checked_options(options):
    """Sorted by their bytes; code points of Python's texts sort like their UTF-8."""
    if any(a >= b for a, b in zip(options, options[1:])):
        raise Malformed(f"options {options} are not sorted or stand twice")
    return tuple(options)


def read_values(reader, count, ids):
    if count == 0:
        return []
    kind = reader.byte(MIXED)
    kinds = read_numbers(reader, count, REFERENCE) if kind == MIXED else [kind] * count
    columns = [iter(_read_kind(reader, k, kinds.count(k), ids)) for k in range(MIXED)]
    return [next(columns[k]) for k in kinds]


def _read_kind(reader, kind, count, ids):
    if kind == NULL:
        return [None] * count
    if kind == INTEGER:
        return read_signed(reader, count)
    if kind == TEXT:
        return read_texts(reader, count)
    if kind == OPTIONS:
        return _read_options(reader, count)
    return [_at(ids, index) for index in read_numbers(reader, count)]


def _at(ids, index):
    if index >= len(ids):
        raise Malformed(f"id {index} of {len(ids)}")
    return ids[index]


def _read_options(reader, count):
    if count == 0:
        return []
    counts = read_numbers(reader, count, MAX_OPTIONS)
    names = read_texts(reader, reader.number(sum(counts)), MAX_NAME)
    if sum(counts) and not names:
        raise Malformed("options without names")
    indexes = iter(read_numbers(reader, sum(counts), len(names) - 1))
    return [checked_options([names[next(indexes)] for _ in range(n)]) for n in counts]


def write_values(writer, values, id_index):
    if not values:
        return
    kinds = [kind_of(v) for v in values]
    if len(set(kinds)) == 1:
        writer.byte(kinds[0])
    else:
        writer.byte(MIXED)
        write_numbers(writer, kinds)
    _write_kinds(writer, [[v for v, k in zip(values, kinds) if k == kind] for kind in range(MIXED)], id_index)


def _write_kinds(writer, by_kind, id_index):
    write_signed(writer, by_kind[INTEGER])
    write_texts(writer, by_kind[TEXT])
    if by_kind[OPTIONS]:
        _write_options(writer, by_kind[OPTIONS])
    write_numbers(writer, [id_index[v] for v in by_kind[REFERENCE]])


def _write_options(writer, values):
    chosen = [name for value in values for name in value]
    names = {name: index for index, name in enumerate(dict.fromkeys(chosen))}
    write_numbers(writer, [len(value) for value in values])
    writer.number(len(names))
    write_texts(writer, list(names))
    write_numbers(writer, [names[name] for name in chosen])


def read_value_section(reader, wanted, ids):
    """`wanted` has (form index, group, values, displayed) of each group in turn; gives (values, displayed) of each."""
    results = [([], []) for _ in wanted]
    for members in _members(wanted):
        for side in (0, 1):
            for at in range(max(wanted[m][2 + side] for m in members)):
                here = [m for m in members if wanted[m][2 + side] > at]
                for member, value in zip(here, read_values(reader, len(here), ids)):
                    results[member][side].append(value)
    return results


def write_value_section(writer, items, id_index):
    """`items` has (form index, group, list of values, list of displayed values) of each group in turn."""
    for members in _members(items):
        for side in (2, 3):
            for at in range(max(len(items[m][side]) for m in members)):
                column = [items[m][side][at] for m in members if len(items[m][side]) > at]
                write_values(writer, column, id_index)


def _members(items):
    by_key = {}
    for index, item in enumerate(items):
        by_key.setdefault((item[0], item[1]), []).append(index)
    return [by_key[key] for key in sorted(by_key)]
