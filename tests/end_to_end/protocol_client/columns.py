"""Columns: values of the same kind, one after the other. Reads every mode; writes the shortest."""
from uuid import UUID

from . import identity
from .byte_io import MAX_64, MAX_TEXT, Writer, decode_text, to_signed, unzigzag, zigzag
from .errors import Malformed

PLAIN, RUNS, DELTAS, DICTIONARY = 0, 1, 2, 3


def read_numbers(reader, count, most=MAX_64):
    values = _read_raw(reader, count, signed=False)
    for value in values:
        if value > most:
            raise Malformed(f"number {value} in a column is above {most}")
    return values


def read_signed(reader, count):
    return _read_raw(reader, count, signed=True)


def _read_raw(reader, count, signed):
    if count == 0:
        return []
    mode = reader.byte(DICTIONARY)
    take = (lambda: unzigzag(reader.number())) if signed else reader.number
    if mode == PLAIN:
        return [take() for _ in range(count)]
    if mode == RUNS:
        return _read_runs(reader, count, take)
    if mode == DELTAS:
        return _read_deltas(reader, count, signed)
    distinct = [take() for _ in range(_dictionary_size(reader, count))]
    return [distinct[reader.number(len(distinct) - 1)] for _ in range(count)]


def _dictionary_size(reader, count):
    size = reader.number(count)
    if size == 0:
        raise Malformed("a dictionary of no values")
    return size


def _read_runs(reader, count, take):
    values = []
    while len(values) < count:
        value = take()
        length = reader.number(count - len(values))
        if length == 0:
            raise Malformed("a run of no values")
        values += [value] * length
    return values


def _read_deltas(reader, count, signed):
    values, total = [], 0
    for _ in range(count):
        total = (total + unzigzag(reader.number())) & MAX_64
        values.append(to_signed(total) if signed else total)
    return values


def write_numbers(writer, values):
    _write_raw(writer, values, signed=False)


def write_signed(writer, values):
    """Values may be differences of any size: they wrap modulo 2**64."""
    _write_raw(writer, [to_signed(v) for v in values], signed=True)


def _write_raw(writer, values, signed):
    if not values:
        return
    numbers = [zigzag(v) for v in values] if signed else list(values)
    candidates = [_plain(numbers), _runs(numbers), _deltas(values), _dictionary(numbers)]
    mode = min(range(4), key=lambda m: len(candidates[m]))
    writer.byte(mode).raw(candidates[mode])


def _plain(numbers):
    writer = Writer()
    for number in numbers:
        writer.number(number)
    return writer.bytes()


def _runs(numbers):
    writer, start = Writer(), 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[start]:
            writer.number(numbers[start]).number(end - start)
            start = end
    return writer.bytes()


def _deltas(values):
    writer, before = Writer(), 0
    for value in values:
        writer.signed(to_signed(value - before))
        before = value
    return writer.bytes()


def _dictionary(numbers):
    distinct = {number: index for index, number in enumerate(dict.fromkeys(numbers))}
    writer = Writer().number(len(distinct))
    for number in distinct:
        writer.number(number)
    for number in numbers:
        writer.number(distinct[number])
    return writer.bytes()


def read_uuids(reader, count):
    if count == 0:
        return []
    if reader.byte(1) == 0:
        return [reader.uuid() for _ in range(count)]
    times = read_numbers(reader, count, (1 << 48) - 1)
    sixes, eights = reader.take(count), reader.take(count)
    ids = []
    for time, six, eight in zip(times, sixes, eights):
        if six >> 4 != 7 or eight >> 6 != 2:
            raise Malformed("an id that is not of version 7 among those of version 7")
        tail = reader.take(8)
        ids.append(UUID(bytes=time.to_bytes(6, "big") + bytes([six]) + tail[:1] + bytes([eight]) + tail[1:]))
    return ids


def _is_version_7(value):
    return value.bytes[6] >> 4 == 7 and value.bytes[8] >> 6 == 2


def write_uuids(writer, ids):
    if not ids:
        return
    if not all(map(_is_version_7, ids)):
        writer.byte(0).raw(b"".join(i.bytes for i in ids))
        return
    writer.byte(1)
    write_numbers(writer, [int.from_bytes(i.bytes[:6], "big") for i in ids])
    writer.raw(bytes(i.bytes[6] for i in ids)).raw(bytes(i.bytes[8] for i in ids))
    for value in ids:
        writer.raw(value.bytes[7:8]).raw(value.bytes[9:])


def read_texts(reader, count, most=MAX_TEXT):
    if count == 0:
        return []
    mode = reader.byte(2)
    if mode == 0:
        return _read_plain_texts(reader, count, most)
    if mode == 1:
        return _read_identity_numbers(reader, count, most)
    distinct = _read_plain_texts(reader, _dictionary_size(reader, count), most)
    return [distinct[i] for i in read_numbers(reader, count, len(distinct) - 1)]


def _read_plain_texts(reader, count, most):
    return [decode_text(reader.take(length), most) for length in read_numbers(reader, count)]


def _read_identity_numbers(reader, count, most):
    flags = read_numbers(reader, count, 1)
    numbers = sum(flags)
    areas = read_numbers(reader, numbers, 999999)
    days = read_signed(reader, numbers)
    orders = read_numbers(reader, numbers, 999)
    identities = iter([identity.join(*parts) for parts in zip(areas, days, orders)])
    others = iter(_read_plain_texts(reader, count - numbers, most))
    return [next(identities) if flag else next(others) for flag in flags]


def write_texts(writer, texts):
    if not texts:
        return
    candidates = [_plain_texts(texts), _identity_texts(texts), _dictionary_texts(texts)]
    mode = min(range(3), key=lambda m: len(candidates[m]))
    writer.byte(mode).raw(candidates[mode])


def _plain_texts(texts):
    raws = [text.encode("utf-8") for text in texts]
    writer = Writer()
    write_numbers(writer, [len(raw) for raw in raws])
    return writer.raw(b"".join(raws)).bytes()


def _identity_texts(texts):
    parts = [identity.split(text) for text in texts]
    found = [part for part in parts if part]
    writer = Writer()
    write_numbers(writer, [1 if part else 0 for part in parts])
    write_numbers(writer, [part[0] for part in found])
    write_signed(writer, [part[1] for part in found])
    write_numbers(writer, [part[2] for part in found])
    return writer.raw(_plain_texts([t for t, part in zip(texts, parts) if not part])).bytes()


def _dictionary_texts(texts):
    distinct = {text: index for index, text in enumerate(dict.fromkeys(texts))}
    writer = Writer().number(len(distinct)).raw(_plain_texts(list(distinct)))
    write_numbers(writer, [distinct[text] for text in texts])
    return writer.bytes()
