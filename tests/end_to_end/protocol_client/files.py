"""Files that records refer to: `MSF1` and `MSG1`, and the way of a file to the hub and from it."""
import base64
import hashlib
from dataclasses import dataclass
from uuid import UUID

from . import enrolment, signing
from .byte_io import Reader, Writer
from .errors import ProtocolError

HAVE, PUT, GET = range(3)
UNKNOWN, PARTLY, COMPLETE, REFUSED = range(4)
PIECE = 64 * 1024
MOST_FILES = 256


@dataclass
class Standing:
    standing: int
    arrived: int
    reason: str
    arguments: list


def reference_text(data, name):
    return f"sha256:{hashlib.sha256(data).hexdigest()}:{len(data)}:{name}"


def parse_reference(text):
    """(hash, size, name)."""
    algorithm, digest, size, name = text.split(":", 3)
    if algorithm != "sha256" or len(digest) != 64:
        raise ProtocolError(f"{text!r} names no file")
    return bytes.fromhex(digest), int(size), name


def encode_request(client, counter, kind, files, offset=0, limit=0, piece=b""):
    """`files`: (hash, size, record) of each."""
    writer = Writer().raw(b"MSF1").byte(1).uuid(client.device).number(client.store.incarnation).number(counter)
    writer.byte(kind).number(len(files))
    for digest, size, record in files:
        writer.raw(digest).number(size).uuid(record)
    if kind == PUT:
        writer.number(offset).number(len(piece)).raw(piece)
    if kind == GET:
        writer.number(offset).number(limit)
    return writer.bytes()


def decode_answer(data):
    """(counter, standings, piece)."""
    reader = Reader(data)
    reader.magic(b"MSG")
    reader.protocol()
    counter = reader.number()
    standings = []
    for _ in range(reader.number(MOST_FILES)):
        standing, arrived, reason = reader.byte(), reader.number(), reader.text()
        standings.append(Standing(standing, arrived, reason, [reader.text() for _ in range(reader.number())]))
    piece = reader.take(reader.number())
    reader.finish()
    return counter, standings, piece


def ask(client, kind, file, **piece):
    counter = client.store.next_counter()
    body = signing.signed(client.store.key_path, encode_request(client, counter, kind, [file], **piece))
    status, _, answer = client._line().post("/v1/file", body)
    if status != 200:
        raise enrolment.hub_error(status, answer)
    hub_key = base64.b64decode(client._identity("hub_key"))
    answered, standings, data = decode_answer(signing.opened(hub_key, answer))
    if answered != counter:
        raise ProtocolError(f"an answer to request {answered} instead of {counter}")
    return standings[0], data


def send(client, record, data):
    """Gives the number of pieces that were sent."""
    file = (hashlib.sha256(data).digest(), len(data), UUID(str(record)))
    standing, _ = ask(client, HAVE, file)
    pieces = 0
    while standing.standing == PARTLY:
        at = standing.arrived
        standing, _ = ask(client, PUT, file, offset=at, piece=data[at:at + PIECE])
        pieces += 1
    if standing.standing != COMPLETE:
        raise ProtocolError(f"the hub did not take the file: {standing.reason or 'no record refers to it'}")
    return pieces


def fetch(client, record, reference):
    digest, size, _ = parse_reference(reference)
    data = b""
    while len(data) < size:
        standing, piece = ask(client, GET, (digest, size, UUID(str(record))), offset=len(data), limit=PIECE)
        if standing.standing != COMPLETE or not piece:
            raise ProtocolError("the hub does not have the file, or not for this device")
        data += piece
    if hashlib.sha256(data).digest() != digest:
        raise ProtocolError("what the hub sent is not the file")
    return data
