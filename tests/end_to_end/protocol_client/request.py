"""A request, `MSQ1`, without its signature."""
from .byte_io import Reader, Writer
from .errors import Malformed
from .model import Request

MOST_PARTITIONS = 64


def encode_request(request):
    writer = Writer().raw(b"MSQ1").byte(1).uuid(request.device).number(request.incarnation).number(request.counter)
    writer.number(request.epoch).number(request.clock_ms).number(request.receipt_cursor).number(request.answer_bytes)
    writer.number(len(request.cursors))
    for cursor in request.cursors:
        writer.cursor(cursor)
    writer.number(len(request.batch)).raw(request.batch).number(request.receipted[0]).number(request.receipted[1])
    if request.receipted[1]:
        writer.eight(request.receipted[2])
    writer.number(len(request.evidence))
    for proof in request.evidence:
        writer.range(proof)
    writer.number(0)  # says of no block that it is here
    writer.number(len(request.relayed)).raw(request.relayed)
    return writer.bytes()


def decode_request(data):
    reader = Reader(data)
    reader.magic(b"MSQ")
    reader.protocol()
    device = reader.uuid()
    numbers = [reader.number() for _ in range(6)]
    cursors = [reader.cursor() for _ in range(reader.number(MOST_PARTITIONS))]
    batch = reader.take(reader.number())
    receipted = (reader.number(), reader.number())
    receipted += (reader.eight() if receipted[1] else 0,)
    evidence = [reader.range() for _ in range(reader.number())]
    if reader.number():
        raise Malformed("known blocks in a request of this client")
    relayed = reader.take(reader.number())
    if reader.left() and not reader.number():
        raise Malformed("an audit entry before the first")
    reader.finish()
    return Request(device, *numbers, cursors, batch, receipted, evidence, relayed)
