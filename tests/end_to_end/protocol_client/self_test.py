"""Tests without a hub: python3 -m unittest protocol_client.self_test"""
import hashlib
import http.server
import ssl
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path
from uuid import UUID

from . import columns, enrolment, forms, identity, signing
from .answer import decode_answer
from .answer_writer import encode_answer
from .batch import decode_batch, encode_batch
from .byte_io import Reader, Writer
from .digest import canonical
from .errors import HubError, Malformed, TooNew, WrongSignature
from .fake_hub import DEVICE, OTHER, ClientTest, origin
from .line import Line
from .model import (CHANGE, CREATION, MERGED, REFUSED, REMOVAL, Answer, Base, Batch, Change, Cursor, Edit, EditId,
                    Group, Head, KeptRange, Origin, OwnRange, PartitionPart, Range, Receipt, Record, Removal, Request,
                    Stamp)
from .pieces import decode, edit_digest, encode, read_edit, read_receipt, write_edit, write_receipt
from .recovery_tests import CopiesAndRecovery  # found here by unittest
from .request import decode_request, encode_request
from .store import now_ms
from .value_columns import read_values, write_values

RECORD = UUID("019e6f20-9c00-7abc-9def-0123456789ab")
EXAMPLE = bytes.fromhex("""
4d 53 42 31  01 9e 00 00 00 00 70 00 80 00 00 00 00 00 00 d1  01 07 02  76 00  00 29 01  02 80 a0 a4 84 ce 67 c0 a9 07
00 00 01  00 00 01  01  01 00 80 b8 82 f9 e6 33 7a 9d bc ef 01 23 45 67 89 ab  00 00 01
01 09 68 6f 75 73 65 68 6f 6c 64 02  00 00 00  00 ac 02 00  00 00 00  00 00 00 02 6f 6b  02  02 01 00 02 00
01 03 06 01 01  00 00 01  01 00 03  00 01 00 01 00 00  01 23 45 67 89 ab cd ef
02 00 00 06 e7 8e 8b e8 8a b3  01 00 09 d8 04  01 00 09""")


def written(write, *arguments):
    writer = Writer()
    write(writer, *arguments)
    return writer.bytes()


class Bytes(unittest.TestCase):
    def test_examples_of_the_document(self):
        self.assertEqual(Writer().number(300).bytes().hex(), "ac02")
        self.assertEqual(Writer().signed(-5).signed(300).bytes().hex(), "09d804")
        self.assertEqual(Writer().text("ok").bytes().hex(), "026f6b")
        self.assertEqual(Writer().version(1 << 48 | 300).bytes().hex(), "01ac02")
        self.assertEqual(Reader(b"\x02\x01").stamp(), Stamp(2, 1))

    def test_bounds(self):
        for value in (-1 << 63, (1 << 63) - 1, 0, -1):
            self.assertEqual(Reader(Writer().signed(value).bytes()).signed(), value)
        for damaged in ("80", "ffffffffffffffffff02", "ff" * 11):
            with self.assertRaises(Malformed):
                Reader(bytes.fromhex(damaged)).number()
        for text in ("0100", "01ff", "05616263"):
            with self.assertRaises(Malformed):
                Reader(bytes.fromhex(text)).text()


class Columns(unittest.TestCase):
    def read(self, hexadecimal, read, *arguments):
        reader = Reader(bytes.fromhex(hexadecimal))
        result = read(reader, *arguments)
        reader.finish()
        return result

    def test_numbers(self):
        for text, expected in (("002901", [41, 1]), ("010003", [0, 0, 0]), ("02d00f0204", [1000, 1001, 1003]),
                               ("0302ac020900010000010000", [300, 9, 300, 300, 9, 300, 300])):
            self.assertEqual(written(columns.write_numbers, expected).hex(), text)
            self.assertEqual(self.read(text, columns.read_numbers, len(expected)), expected)
        self.assertEqual(self.read("0009d804", columns.read_signed, 2), [-5, 300])
        self.assertEqual(self.read("", columns.read_numbers, 0), [])

    def test_uuids(self):
        text = "01 0080b882f9e633 7a 9d bcef0123456789ab"
        self.assertEqual(self.read(text, columns.read_uuids, 1), [RECORD])
        self.assertEqual(written(columns.write_uuids, [RECORD]), bytes.fromhex(text))
        mixed = [RECORD, UUID(int=5)]
        self.assertEqual(Reader(written(columns.write_uuids, mixed)).data[:1], b"\0")
        self.assertEqual(columns.read_uuids(Reader(written(columns.write_uuids, mixed)), 2), mixed)

    def test_texts(self):
        self.assertEqual(self.read("00 000002 6f6b", columns.read_texts, 2), ["", "ok"])
        self.assertEqual(self.read("01 0001 0099dc06 009372 0002", columns.read_texts, 1), ["11010519491231002X"])
        self.assertEqual(self.read("02 02 000101 6d66 0000010000", columns.read_texts, 4), ["m", "f", "m", "m"])
        self.assertEqual(identity.split("11010519491231002X"), (110105, -7306, 2))

    def test_values(self):
        self.assertEqual(self.read("03 000201 02 00000101 6162 00000101", read_values, 2, []), [("a", "b"), ("b",)])
        self.assertEqual(self.read("05 000001 000e", read_values, 2, []), [None, 7])

    def test_round_trips(self):
        for numbers in ([5], [0] * 900, list(range(1000, 9000, 7)), [2 ** 64 - 1, 0, 2 ** 63], [1, 2 ** 60] * 50):
            data = written(columns.write_numbers, numbers)
            self.assertEqual(columns.read_numbers(Reader(data), len(numbers)), numbers)
        for numbers in ([-1 << 63, (1 << 63) - 1, 0], [-4] * 9, [10 ** 15 - i for i in range(50)]):
            data = written(columns.write_signed, numbers)
            self.assertEqual(columns.read_signed(Reader(data), len(numbers)), numbers)
        texts = ["11010519491231002X", "x", "", "11010519491231002X", "王芳", "110105194912310021"]
        self.assertEqual(columns.read_texts(Reader(written(columns.write_texts, texts)), 6), texts)
        values = [None, 7, "t", ("a", "b"), RECORD, (), -9, None, "t", ("b",)]
        data = written(write_values, values, {RECORD: 0})
        self.assertEqual(read_values(Reader(data), len(values), [RECORD]), values)

    def test_damage(self):
        for text in ("04", "010000", "010005", "0300", "030105000100", "0029"):
            with self.assertRaises(Malformed, msg=text):
                self.read(text, columns.read_numbers, 3)
        for text in ("03 0002 02 000101 6261 000001", "03 0002 01 0001 61 000000"):
            with self.assertRaises(Malformed, msg=text):
                self.read(text, read_values, 1, [])


class Batches(unittest.TestCase):
    def example(self):
        values = [Change(1, Base(), ["王芳"]), Change(3, Base(), [-5])]
        change = Change(3, Base(0, (OwnRange(1, 41, 41),), 0x0123456789abcdef), [300], [-5])
        return Batch(DEVICE, 1, 7, [
            Edit(EditId(DEVICE, 1, 41), CREATION, RECORD, "household", 2, 300, 0, Stamp(1780000000000, 0), "", values),
            Edit(EditId(DEVICE, 1, 42), CHANGE, RECORD, "household", 2, 0, 0, Stamp(1780000060000, 1), "ok", [change])])

    def test_example_of_the_document(self):
        self.assertEqual(decode_batch(EXAMPLE), self.example())
        self.assertEqual(encode_batch(self.example()).hex(" "), EXAMPLE.hex(" "))
        digests = [f"{edit_digest(edit):016x}" for edit in self.example().edits]
        self.assertEqual(digests, ["fde56e930772dbe2", "f1cd669d08424c4a"])

    def test_round_trip(self):
        version = 1 << 48 | 77
        edits = [Edit(EditId(DEVICE, 1, 900 + i), CHANGE, UUID(int=i % 5 + 1), "f" + str(i % 2), 1, 0, version + i,
                      Stamp(10 ** 12 + i, i), "n", [
                          Change(1, Base(version, (OwnRange(1, 3, 5), OwnRange(9, 6, 7 + i)), 5 + i), ["a" * i], ["b"],
                                 [EditId(OTHER, 2, i)]),
                          Change(11, Base(), [None, OTHER, ("x", "y")])]) for i in range(40)]
        edits.append(Edit(EditId(DEVICE, 1, 2000), REMOVAL, RECORD, "f0", 1, 0, 9, Stamp(5, 5), "", [
            Change(1, Base(9), []), Change(4, Base(2), [])]))
        batch = Batch(DEVICE, 1, 7, edits)
        self.assertEqual(decode_batch(encode_batch(batch)), batch)

    def test_damage(self):
        for size in range(len(EXAMPLE)):
            with self.assertRaises(Malformed):
                decode_batch(EXAMPLE[:size])
        with self.assertRaises(Malformed):
            decode_batch(EXAMPLE + b"\0")
        with self.assertRaises(TooNew):
            decode_batch(b"MSB2" + EXAMPLE[4:])
        for position in range(len(EXAMPLE)):
            for value in (0, 1, 0x7F, 0xFF):
                damaged = EXAMPLE[:position] + bytes([value]) + EXAMPLE[position + 1:]
                try:
                    decode_batch(damaged)
                except Malformed:
                    pass

    def test_request_and_pieces(self):
        request = Request(DEVICE, 1, 9, 1, 10 ** 12, 3, 65536, [Cursor(7, 1 << 48 | 5, 1 << 48 | 2, b"12345678")],
                          b"batch", (1, 44, 1 << 63),
                          [Range(1, 3, 2, 1 << 48 | 5, Stamp(1, 2), 1 << 63)])
        self.assertEqual(decode_request(encode_request(request)), request)
        for edit in self.example().edits:
            self.assertEqual(decode(encode(edit, write_edit), read_edit), edit)
        receipt = Receipt(4, 1, 41, REFUSED, 0, Stamp(1, 2), [(3, 1)], "a.b", ["x", ""], "name", 1 << 63, 7)
        self.assertEqual(decode(encode(receipt, write_receipt), read_receipt), receipt)


def sample_answer():
    first, second = origin(1, 5), origin(2, 6)
    household = Record(RECORD, "dibao_household", 300, 9, 5, False, {
        1: Group(1, 5, ["王芳"], [Head(first, ["王芳"])]),
        2: Group(2, 6, ["b"], [Head(first, ["a"]), Head(second, ["b"], ["a"])]),
        11: Group(11, 9, ["x", None, "y"], [Head(origin(3, 9, DEVICE), ["x", None, "y"], ["x", None, "z"])]),
        17: Group(17, 9, [4], [Head(origin(3, 9, DEVICE), [])])})
    gone = Record(UUID(int=77), "target_item", 1, 8, 8, True, {}, [
        Removal(origin(8, 8), {1: Base(5), 11: Base(2, (OwnRange(1, 1, 2), OwnRange(1, 4, 4)), 9)})])
    left = Record(UUID(int=78), "target_item", 1, 8, 8, left=True)
    receipts = [Receipt(1, 1, 41, MERGED, 9, Stamp(1, 0), [(1, 0), (2, 3)]),
                Receipt(2, 1, 42, REFUSED, 0, Stamp(0, 0), [], "edit.refused", ["a", "b"], "name", 1 << 63, 7)]
    return Answer(3, 1, 10 ** 12, 2, [Range(1, 41, 7, 1 << 48 | 100, Stamp(2, 3), 1 << 63)], receipts, [
        PartitionPart(Cursor(7, 9, 9, b"abcdefgh"), True, [household]),
        PartitionPart(Cursor(8, 9, 9, b"abcdefgh"), False, [gone, left], True, 1 << 48 | 4)],
        True, True, [KeptRange(1, 1, 40, 1 << 48 | 1, 1 << 63)])


class Answers(unittest.TestCase):
    def test_round_trip(self):
        self.assertEqual(decode_answer(encode_answer(sample_answer())), sample_answer())
        empty = Answer(1, 1, 2, 0, [], [], [PartitionPart(Cursor(7, 0, 0, bytes(8)), True, [])])
        self.assertEqual(decode_answer(encode_answer(empty)), empty)

    def test_damage(self):
        data = encode_answer(sample_answer())
        for damaged in (data[:-1], data + b"\0", b"MSB1" + data[4:], b"MSA1\x02" + data[5:]):
            with self.assertRaises(Malformed):
                decode_answer(damaged)


class Keys(unittest.TestCase):
    def test_signatures(self):
        with tempfile.TemporaryDirectory() as folder:
            key = Path(folder, "key.pem")
            signing.generate_key(key)
            point = signing.public_point(key)
            data = signing.signed(key, b"message")
            self.assertEqual(signing.opened(point, data), b"message")
            with self.assertRaises(WrongSignature):
                signing.opened(point, b"M" + data[1:])

    def test_codes(self):
        code = enrolment.Code(bytes(range(10)), bytes(range(32)), "hub.example:8443")
        text = enrolment.encode_code(code)
        typed = " ".join(text[i:i + 5] for i in range(0, len(text), 5)).lower().replace("0", "o").replace("1", "l")
        self.assertEqual(enrolment.decode_code(typed), code)
        for damaged in (text[:-1], text + "0", "U" + text[1:], text[:9] + ("0" if text[9] != "0" else "1") + text[10:]):
            with self.assertRaises(Malformed):
                enrolment.decode_code(damaged)

    def test_canonical_bytes(self):
        self.assertEqual(canonical(("a", "b")).hex(), "0300000003612062")
        self.assertEqual(canonical(-1).hex(), "01" + "ff" * 8)
        self.assertEqual(canonical(None).hex(), "00")


class PinnedLine(unittest.TestCase):
    """Against a TLS server of this process."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        key, certificate = Path(holder.name, "k.pem"), Path(holder.name, "c.pem")
        signing.generate_key(key)
        subprocess.run(["openssl", "req", "-x509", "-new", "-key", key, "-subj", "/CN=nobody", "-out", certificate],
                       check=True, capture_output=True)
        spki = signing.SPKI_PREFIX + signing.public_point(key)
        self.fingerprint = hashlib.sha256(spki).digest()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.address = f"https://127.0.0.1:{self.server.server_port}"

    def test_the_key_that_the_code_names(self):
        line = Line(self.address, self.fingerprint, timeout=10)
        self.addCleanup(line.close)
        for body in (b"one", b"two"):
            self.assertEqual(line.post("/x", body)[::2], (200, body))

    def test_another_key(self):
        with self.assertRaises(WrongSignature):
            Line(self.address, bytes(32), timeout=10).post("/x", b"secret")


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Client(ClientTest):
    def test_edits_before_and_after_the_hub_answers(self):
        record = self.client.new_record("dibao_household", {1: "王芳", 13: "62", 17: 2})
        self.client.change(record, {1: "王方", 17: 5})
        change = self.client.store.pending[1].edit.changes
        first = edit_digest(self.client.store.pending[0].edit)
        self.assertEqual(change[0].base, Base(0, (OwnRange(1, 1, 1),), first))
        self.assertEqual((change[0].displayed, change[1].displayed), ([], [2]))
        expected = {1: "王方", 13: "62", 17: 5, 21: "draft"}
        self.assertEqual(self.client.shown_fields(record), expected)
        self.hub.busy = 2
        self.client.sync()
        self.assertEqual(self.hub.counters, [1, 2, 3])
        client = self.again()
        self.assertEqual((client.shown_fields(record), client.store.pending), (expected, []))
        self.assertEqual(client.store.records[record].groups[11].shown, [None, None, "62"])
        client.change(record, {1: "王芬"})
        self.assertEqual(client.store.pending[0].edit.changes[0].base, Base(2))
        self.assertEqual(client.store.pending[0].edit.seen, 2)

    def test_digest_follows_the_document(self):
        record = self.client.new_record("disaster_event", {1: "flood"})
        self.client.sync()
        parts = ("disaster_event", record, 300, 1, "flood", 1)
        self.assertEqual(self.client.digest(), hashlib.sha256(b"".join(map(canonical, parts))).hexdigest())
        self.client.remove(record)
        self.client.sync()
        self.assertEqual(self.client.digest(), hashlib.sha256().hexdigest())

    def test_urgent_edits_go_first(self):
        self.client.new_record("dibao_household", {1: "a"})
        self.client.new_record("disaster_event", {1: "flood"})
        self.client.sync()
        self.assertEqual([[e.form for e in edits] for edits in self.hub.batches],
                         [["disaster_event"], ["dibao_household"]])

    def test_receipts(self):
        record = self.client.new_record("dibao_household", {1: "a"})
        self.client.change(record, {1: "b"})
        self.client.change(record, {2: "c"})
        digests = [own.digest for own in self.client.store.edits]
        state = Record(record, "dibao_household", 300, 2, 1, False, {1: Group(1, 2, ["z"], [
            Head(origin(1, 2), ["z"])])})
        self.hub.prepared = [
            Answer(0, 1, now_ms(), 2, [Range(1, 1, 1, 1, tag=1)], [
                Receipt(1, 1, 2, MERGED, 2, Stamp(1, 1), [(1, 2)], digest=digests[1]),
                Receipt(3, 1, 3, REFUSED, reason="no", digest=digests[2]),
                Receipt(4, 1, 3, MERGED, 2, Stamp(1, 1), digest=5)],
                [PartitionPart(Cursor(7, 1, 1, bytes(8)), False, [])]),
            Answer(0, 1, now_ms(), 2, [], [], [PartitionPart(Cursor(7, 2, 2, bytes(8)), True, [state])])]
        self.client.round(self.client._next_edits())
        self.assertEqual(self.client.shown_fields(record), {1: "b", 21: "draft"})
        self.assertEqual([receipt.sequence for receipt in self.client.refused()], [3])
        self.client.sync()
        self.assertEqual(self.client.shown_fields(record), {1: "z", 21: "draft"})
        self.assertEqual(self.client.store.pending, [])

    def test_wrong_answers_are_refused(self):
        self.hub._received = lambda request: (_ for _ in ()).throw(AssertionError)
        self.hub.post = lambda *_: (409, {}, b'{"error":{"id":"sync.other_history","args":["1"]}}')
        with self.assertRaises(HubError) as caught:
            self.client.sync()
        self.assertEqual((caught.exception.status, caught.exception.message_id), (409, "sync.other_history"))

    def test_what_an_edit_says_was_displayed(self):
        record = self.client.new_record("dibao_household", {2: "a", 17: 2})
        self.client.sync()
        self.client.change(record, {2: "b", 17: 3})
        self.client.change(record, {2: "c", 17: 4})
        first, second = [[c.displayed for c in p.edit.changes] for p in self.client.store.pending]
        self.assertEqual((first, second), ([["a"], [2]], [["a"], [3]]))

    def test_values_from_json(self):
        form = "dibao_household"
        self.assertEqual(forms.parse_value(form, 9, "612.5"), 61250)
        self.assertEqual(forms.parse_value(form, 14, "1970-01-02"), 1)
        self.assertEqual(forms.parse_value(form, 16, ["study", "illness"]), ("illness", "study"))


if __name__ == "__main__":
    unittest.main()
