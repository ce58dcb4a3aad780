"""Bundles up, `MSU1`: what an office without a line sends on a stick."""
import hashlib
import secrets
from dataclasses import dataclass

from . import signing
from .byte_io import Reader, Writer
from .errors import Malformed
from .request import decode_request, encode_request

MARK_BYTES, HASH_BYTES = 8, 32


@dataclass
class BundleUp:
    request: object  # without batch and evidence
    mark: bytes
    public_key: bytes
    parts: list  # (signed batch, ranges of evidence)


def new_mark():
    return secrets.token_bytes(MARK_BYTES - 1) + b"\1"


def encode_up(key_path, bundle):
    parts = [_part_bytes(batch, evidence) for batch, evidence in bundle.parts]
    request = encode_request(bundle.request)
    head = Writer().number(len(request)).raw(request).raw(bundle.mark).raw(bundle.public_key).number(len(parts))
    for part in parts:
        head.number(len(part)).raw(hashlib.sha256(part).digest())
    head = head.bytes()
    message = Writer().raw(b"MSU1").number(len(head)).raw(head).bytes()
    return signing.signed(key_path, message) + b"".join(parts)


def _part_bytes(batch, evidence):
    writer = Writer().number(len(batch)).raw(batch).number(len(evidence))
    for proof in evidence:
        writer.range(proof)
    return writer.bytes()


def decode_up(data):
    """Checks the head by the key in it and the parts by their names."""
    reader = Reader(data)
    reader.magic(b"MSU")
    head = Reader(reader.take(reader.number()))
    signed = data[:len(data) - reader.left()]
    signature = reader.take(signing.SIGNATURE_BYTES)
    request = decode_request(head.take(head.number()))
    mark, key = head.take(MARK_BYTES), head.take(signing.POINT_BYTES)
    names = [(head.number(), head.take(HASH_BYTES)) for _ in range(head.number())]
    head.finish()
    signing.verify(key, signed, signature)
    parts = [_read_part(reader.take(length), digest) for length, digest in names]
    reader.finish()
    return BundleUp(request, mark, key, parts)


def _read_part(data, digest):
    if hashlib.sha256(data).digest() != digest:
        raise Malformed("a part of a bundle that is not the one it was signed with")
    reader = Reader(data)
    batch = reader.take(reader.number())
    evidence = [reader.range() for _ in range(reader.number())]
    reader.finish()
    return batch, evidence
