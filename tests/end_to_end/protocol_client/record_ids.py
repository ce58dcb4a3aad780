"""The section of ids and record indexes, and of shapes, which batches and answers share."""
from .columns import read_numbers, read_uuids, write_numbers, write_uuids
from .errors import Malformed


def read_ids(reader, most):
    ids = read_uuids(reader, reader.number(most))
    if len(set(ids)) != len(ids):
        raise Malformed("an id stands twice")
    return ids


def read_record_indexes(reader, count, ids):
    """The record of each edit or change."""
    records, taken = [], 0
    for index in read_numbers(reader, count, len(ids)):
        if index == 0:
            index = taken = taken + 1
        if index > len(ids):
            raise Malformed("more records than ids")
        records.append(ids[index - 1])
    return records


def write_ids(writer, records, others):
    """Writes ids and record indexes; gives the index of each id."""
    id_index = {}
    for value in list(records) + list(others):
        id_index.setdefault(value, len(id_index))
    writer.number(len(id_index))
    write_uuids(writer, list(id_index))
    seen, indexes = set(), []
    for record in records:
        indexes.append(id_index[record] + 1 if record in seen else 0)
        seen.add(record)
    write_numbers(writer, indexes)
    return id_index


def read_shapes(reader, count, known_flags, read_group):
    """The shape of each of `count` edits or records; `read_group(reader, number, flags)` reads one group of a shape."""
    shapes = []
    for _ in range(reader.number(count)):
        groups, number = [], 0
        for _ in range(reader.number(400)):
            step = reader.number()
            number += step
            if step == 0 or number > 60000:
                raise Malformed("group numbers do not rise, or rise too far")
            flags = reader.byte()
            if flags & ~known_flags:
                raise Malformed(f"flags {flags} of a group")
            groups.append(read_group(reader, number, flags))
        shapes.append(groups)
    if count and not shapes:
        raise Malformed("edits or records without shapes")
    return [shapes[i] for i in read_numbers(reader, count, max(len(shapes) - 1, 0))]


def write_shapes(writer, shapes):
    """`shapes` has for each edit or record a tuple of (number, flags, counts that follow)."""
    distinct = {shape: index for index, shape in enumerate(dict.fromkeys(shapes))}
    writer.number(len(distinct))
    for shape in distinct:
        writer.number(len(shape))
        before = 0
        for number, flags, counts in shape:
            writer.number(number - before).byte(flags)
            for count in counts:
                writer.number(count)
            before = number
    write_numbers(writer, [distinct[shape] for shape in shapes])
