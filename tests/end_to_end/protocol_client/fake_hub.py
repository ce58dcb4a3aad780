"""A hub for tests, and a client of it."""
import json
import tempfile
import unittest
from pathlib import Path
from uuid import UUID

from . import enrolment, signing
from .answer_writer import encode_answer
from .batch import decode_batch
from .client import ProtocolClient
from .model import Answer, Cursor, EditId, Origin, PartitionPart, Range, Stamp
from .request import decode_request
from .store import now_ms

DEVICE = UUID("019e0000-0000-7000-8000-0000000000d1")
OTHER = UUID("019e0000-0000-7000-8000-0000000000d2")


def origin(sequence, version, device=OTHER):
    return Origin(EditId(device, 1, sequence), version, Stamp(10 ** 12 + sequence, 0), 1, version // 2)


def told(partition, version, records, complete=True, anew=False, whole=None):
    cursor = Cursor(partition, version, version if whole is None else whole, bytes(8))
    return PartitionPart(cursor, complete, records, anew)


class FakeHub:
    """Receipts every edit as it is, unless told what to answer."""

    def __init__(self, folder):
        self.key = Path(folder, "hub.pem")
        signing.generate_key(self.key)
        self.version, self.busy, self.tag = 0, 0, 1
        self.batches, self.requests, self.counters, self.prepared = [], [], [], []

    def post(self, path, body, content_type=""):
        if path == "/v1/enrol":
            return 200, {}, self._enrolled(json.loads(body))
        request = decode_request(signing.opened(self.point, body))
        self.requests.append(request)
        self.counters.append(request.counter)
        if self.busy:
            self.busy -= 1
            return 503, {"Retry-After": "0"}, b""
        answer = self.prepared.pop(0) if self.prepared else self._received(request)
        answer.counter = request.counter
        return 200, {}, signing.signed(self.key, encode_answer(answer))

    def _enrolled(self, question):
        self.point = enrolment.base64.b64decode(question["public_key"])
        hub_key = enrolment.base64_text(signing.public_point(self.key))
        return json.dumps({"device": str(DEVICE), "unit": 300, "org": "1" * 12, "role": "township", "forms": [],
                           "hub": "h", "hub_key": hub_key, "epoch": 1, "partitions": [7, 1], "clock_ms": 1}).encode()

    def _received(self, request):
        answer = Answer(0, request.epoch, now_ms(), 0, [], [], [told(7, self.version, [])])
        if request.batch:
            edits = decode_batch(signing.opened(self.point, request.batch)).edits
            self.batches.append(edits)
            answer.received = [Range(e.id.incarnation, e.id.sequence, 1, self.version + 1 + i, tag=self.tag)
                               for i, e in enumerate(edits)]
            self.version += len(edits)
        return answer


class ClientTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name, "client")
        self.hub = FakeHub(holder.name)
        self.code = enrolment.encode_code(enrolment.Code(bytes(10), bytes(32), "h:1"))
        self.client = self.again()
        self.client.enrol(self.code)

    def again(self):
        return ProtocolClient(self.folder, line=self.hub, sleep=lambda seconds: None)
