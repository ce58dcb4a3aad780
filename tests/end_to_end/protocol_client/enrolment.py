"""Enrolment codes and `POST /v1/enrol`."""
import base64
import hashlib
import json
from typing import NamedTuple

from . import signing
from .errors import HubError, Malformed, ProtocolError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
SECRET_BYTES, FINGERPRINT_BYTES, CHECK_BYTES = 10, 32, 3


class Code(NamedTuple):
    secret: bytes
    fingerprint: bytes
    address: str


def decode_code(text):
    data = _decode_base32(text)
    if len(data) <= 1 + SECRET_BYTES + FINGERPRINT_BYTES + CHECK_BYTES or data[0] != 1:
        raise Malformed("this is no enrolment code, or one of a later version")
    content, check = data[:-CHECK_BYTES], data[-CHECK_BYTES:]
    if hashlib.sha256(content).digest()[:CHECK_BYTES] != check:
        raise Malformed("the enrolment code's check sum does not fit; was a character mistyped?")
    fingerprint_end = 1 + SECRET_BYTES + FINGERPRINT_BYTES
    try:
        address = content[fingerprint_end:].decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("the enrolment code's address is not ASCII") from None
    return Code(content[1:1 + SECRET_BYTES], content[1 + SECRET_BYTES:fingerprint_end], address)


def encode_code(code):
    content = b"\x01" + code.secret + code.fingerprint + code.address.encode("ascii")
    content += hashlib.sha256(content).digest()[:CHECK_BYTES]
    bits = "".join(f"{byte:08b}" for byte in content)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[i:i + 5], 2)] for i in range(0, len(bits), 5))


def _decode_base32(text):
    bits = ""
    for character in "".join(text.split()).replace("-", "").upper().translate(READ_AS):
        value = ALPHABET.find(character)
        if value < 0:
            raise Malformed(f"{character!r} cannot be in an enrolment code")
        bits += f"{value:05b}"
    size = len(bits) // 8
    if len(bits) - 8 * size >= 5 or "1" in bits[8 * size:]:
        raise Malformed("an enrolment code of an impossible length")
    return bytes(int(bits[8 * i:8 * i + 8], 2) for i in range(size))


def base64_text(data):
    return base64.b64encode(data).decode("ascii")


def ask(line, key_path, code, name):
    """Enrols the key; gives the hub's answer as a dictionary."""
    point = signing.public_point(key_path)
    question = {"protocol": 1, "secret": base64_text(code.secret), "public_key": base64_text(point),
                "signature": base64_text(signing.sign(key_path, code.secret + point)), "name": name}
    status, _, body = line.post("/v1/enrol", json.dumps(question).encode("utf-8"), "application/json")
    if status != 200:
        raise hub_error(status, body)
    answer = json.loads(body)
    missing = {"device", "unit", "hub_key", "epoch", "partitions"} - set(answer)
    if missing:
        raise ProtocolError(f"the answer to the enrolment lacks {sorted(missing)}")
    return answer


def hub_error(status, body):
    try:
        error = json.loads(body)["error"]
        return HubError(status, error.get("id", ""), error.get("args", []))
    except (ValueError, KeyError, TypeError, AttributeError):
        return HubError(status)
