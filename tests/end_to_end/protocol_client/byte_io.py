"""Numbers, texts, ids, versions and stamps, read and written as in "Numbers, text, ids"."""
from uuid import UUID

from .errors import Malformed, TooNew
from .model import Cursor, KeptRange, Range, Stamp

MAX_64 = (1 << 64) - 1
MAX_48 = (1 << 48) - 1
MAX_16 = (1 << 16) - 1
MAX_TEXT = 64 * 1024
MAX_NOTE = 4096
MAX_NAME = 256


def zigzag(value):
    return ((value << 1) ^ (value >> 63)) & MAX_64


def unzigzag(number):
    return (number >> 1) ^ -(number & 1)


def to_signed(number):
    """The signed reading of a number modulo 2**64."""
    number &= MAX_64
    return number - (1 << 64) if number >> 63 else number


def decode_text(raw, most=MAX_TEXT):
    if len(raw) > most:
        raise Malformed(f"text of {len(raw)} bytes, at most {most} are allowed")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Malformed(f"text is not UTF-8: {fault}") from None
    if "\0" in text:
        raise Malformed("text contains U+0000")
    return text


class Reader:
    def __init__(self, data):
        self.data = bytes(data)
        self.position = 0

    def left(self):
        return len(self.data) - self.position

    def take(self, count):
        if count > self.left():
            raise Malformed(f"{count} bytes wanted at {self.position}, {self.left()} are left")
        start = self.position
        self.position += count
        return self.data[start:self.position]

    def rest(self):
        return self.take(self.left())

    def finish(self):
        if self.left():
            raise Malformed(f"{self.left()} bytes left over")

    def byte(self, most=255):
        value = self.take(1)[0]
        if value > most:
            raise Malformed(f"byte {value} at {self.position - 1} is above {most}")
        return value

    def number(self, most=MAX_64):
        value = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        else:
            raise Malformed(f"number before {self.position} does not end")
        if value > most:
            raise Malformed(f"number {value} is above {most}")
        return value

    def signed(self):
        return unzigzag(self.number())

    def text(self, most=MAX_TEXT):
        return decode_text(self.take(self.number(most)), most)

    def uuid(self):
        return UUID(bytes=self.take(16))

    def version(self):
        epoch = self.number(MAX_16)
        return epoch << 48 | self.number(MAX_48)

    def stamp(self):
        ms = self.number(MAX_48)
        return Stamp(ms, self.number(MAX_16))

    def cursor(self):
        partition = self.number()
        version = self.version()
        return Cursor(partition, version, version - self.number(version), self.take(8))

    def eight(self):
        """A digest or a tag."""
        return int.from_bytes(self.take(8), "big")

    def range(self):
        return Range(self.number(), self.number(), self.number(), self.version(), self.stamp(), self.eight())

    def kept(self):
        return KeptRange(self.number(), self.number(), self.number(), self.version(), self.eight())

    def magic(self, letters, digit=b"1"):
        found = self.take(4)
        if found[:3] != letters:
            raise Malformed(f"message begins with {found!r} instead of {letters + digit!r}")
        if found[3:] != digit:
            later = digit < found[3:] <= b"9"
            raise (TooNew if later else Malformed)(f"message of version {found[3:]!r}")

    def protocol(self):
        version = self.byte()
        if version != 1:
            raise (TooNew if version > 1 else Malformed)(f"protocol {version}")


class Writer:
    def __init__(self):
        self.data = bytearray()

    def raw(self, data):
        self.data += data
        return self

    def byte(self, value):
        self.data.append(value)
        return self

    def number(self, value):
        if not 0 <= value <= MAX_64:
            raise ValueError(f"{value} is no unsigned 64-bit number")
        while value > 0x7F:
            self.data.append(value & 0x7F | 0x80)
            value >>= 7
        self.data.append(value)
        return self

    def signed(self, value):
        return self.number(zigzag(value))

    def text(self, value):
        raw = value.encode("utf-8")
        return self.number(len(raw)).raw(raw)

    def uuid(self, value):
        return self.raw(value.bytes)

    def version(self, value):
        return self.number(value >> 48).number(value & MAX_48)

    def stamp(self, value):
        return self.number(value.ms).number(value.counter)

    def cursor(self, value):
        return self.number(value.partition).version(value.version).number(value.version - value.whole).raw(value.chain)

    def eight(self, value):
        return self.raw(value.to_bytes(8, "big"))

    def range(self, value):
        self.number(value.incarnation).number(value.first).number(value.count)
        return self.version(value.version).stamp(value.stamp).eight(value.tag)

    def kept(self, value):
        self.number(value.incarnation).number(value.first).number(value.count)
        return self.version(value.version).eight(value.digest)

    def bytes(self):
        return bytes(self.data)
