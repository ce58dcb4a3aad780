"""ProtocolClient: one device, with its folder."""
import base64
import random
import secrets
import time
from uuid import UUID

from . import bundle, display, enrolment, forms, pieces, recovery, signing, store as stores
from .answer import decode_answer
from .apply import apply_answer
from .batch import encode_batch
from .digest import digest
from .errors import LineError, ProtocolError
from .line import Line
from .model import CHANGE, CREATION, REMOVAL, Batch, Change, Edit, EditId, Request, Stamp
from .request import encode_request
from .store import now_ms

ANSWER_BYTES = 1024 * 1024
BATCH_BYTES = 512 * 1024
BATCH_EDITS = 2000
TRIES = 8
LONGEST_WAIT = 60
ROUNDS_WITHOUT_PROGRESS = 3


def new_uuid7():
    raw = bytearray(now_ms().to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return UUID(bytes=bytes(raw))


class ProtocolClient:
    def __init__(self, folder, line=None, sleep=time.sleep):
        self.store = stores.load(folder)
        self.line = line
        self.sleep = sleep

    # Enrolment

    def enrol(self, code_text, address=None, name="protocol client"):
        """Enrols this folder's key, made on first use; may be repeated with the same code. Gives the hub's answer."""
        code = enrolment.decode_code(code_text)
        address = address or code.address
        if not self.store.key_path.exists():
            signing.generate_key(self.store.key_path)
        line = self.line or Line(address, code.fingerprint)
        answer = enrolment.ask(line, self.store.key_path, code, name)
        self.store.identity = {**answer, "address": address, "fingerprint": code.fingerprint.hex()}
        self.store.epoch = self.store.epoch or answer["epoch"]
        self.store.save()
        return answer

    @property
    def device(self):
        return UUID(self._identity("device"))

    def _identity(self, name):
        if name not in self.store.identity:
            raise ProtocolError("this folder is not enrolled")
        return self.store.identity[name]

    # Edits; each is durable when the function returns

    def new_record(self, form, fields, unit=None, note=""):
        """`fields`: field number -> value. Gives the record's id."""
        values = {int(field): value for field, value in fields.items()}
        if form in forms.FIRST_STATE:
            values.setdefault(*forms.FIRST_STATE[form])
        record = new_uuid7()
        unit = self._identity("unit") if unit is None else unit
        self._add_edit(CREATION, record, form, unit, self._changes(record, form, values, {}, creation=True), note)
        return record

    def change(self, record, fields, note="", decides=None):
        """`decides`: group number -> EditIds of the heads that a decision puts aside."""
        form = self.form_of(record)
        values = {int(field): value for field, value in fields.items()}
        self._add_edit(CHANGE, record, form, 0, self._changes(record, form, values, decides or {}), note)

    def remove(self, record, note=""):
        groups = sorted(display.shown_groups(self.store, record))
        changes = [Change(group, display.base_of(self.store, record, group)) for group in groups]
        self._add_edit(REMOVAL, record, self.form_of(record), 0, changes, note)

    def form_of(self, record):
        if record in self.store.records:
            return self.store.records[record].form
        for pending in display.pending_of(self.store, record):
            return pending.edit.form
        raise ProtocolError(f"no record {record}")

    def _changes(self, record, form, values, decides, creation=False):
        shown = display.shown_groups(self.store, record)
        changes = []
        for group in sorted({forms.group_of(form, field) for field in values}):
            before = shown.get(group, [])
            fields = forms.group_fields(form, group)
            # Values beyond the known fields are of a later version of the form and stay as they are.
            after = [values.get(f, before[i] if i < len(before) else None) for i, f in enumerate(fields)]
            change = Change(group, display.base_of(self.store, record, group), after + before[len(fields):])
            policy = forms.policy(form, group)
            if not creation and policy in forms.WITH_DISPLAYED:
                change.displayed = display.displayed_of(self.store, record, group, policy)
            change.decides = list(decides.get(group, ()))
            changes.append(change)
        return changes

    def _add_edit(self, kind, record, form, unit, changes, note):
        known = self.store.records.get(record)
        if record in self.store.left:
            raise ProtocolError(f"record {record} has left")
        edit_id = EditId(self.device, self.store.incarnation, self.store.next_sequence)
        edit = Edit(edit_id, kind, record, form, forms.FORM_VERSION, unit, known.version if known else 0,
                    self._next_stamp(), note, changes)
        self.store.next_sequence += 1
        self.store.edits.append(stores.OwnEdit(edit, partition=self._partition_of(record)))
        self.store.save()

    def _partition_of(self, record):
        """The one that told the record; of an own new one the first."""
        known = self.store.records.get(record)
        return known.partition if known else self._identity("partitions")[0]

    def _next_stamp(self):
        last = self.store.last_stamp
        above = Stamp(last.ms, last.counter + 1) if last.counter < 0xFFFF else Stamp(last.ms + 1, 0)
        self.store.last_stamp = max(Stamp(now_ms() + self.store.hub_ahead_ms, 0), above)
        return self.store.last_stamp

    # Exchange

    def sync(self):
        """Rounds until everything is sent and every partition is complete. Gives the number of rounds."""
        rounds, idle = 0, 0
        while True:
            answer = self.round(self._next_edits())
            rounds += 1
            complete = answer.partitions and all(part.complete for part in answer.partitions)
            if complete and not self._next_edits():
                return rounds
            idle = 0 if _brought_something(answer) else idle + 1
            if idle >= ROUNDS_WITHOUT_PROGRESS:
                raise ProtocolError("the hub neither receipts what was sent nor completes its partitions")

    def round(self, edits=()):
        """One request with these edits, its answer applied and stored."""
        answer, sent_ms = self._ask(edits)
        apply_answer(self.store, answer, sent_ms)
        self.store.save()
        return answer

    def _next_edits(self):
        waiting = sorted(self.store.unsent, key=lambda own: own.edit.id.sequence)
        urgent = [own for own in waiting if own.edit.form in forms.URGENT]
        chosen, size = [], 0
        for edit in _of_one_batch(urgent or waiting)[:1 if self.store.one_by_one else BATCH_EDITS]:
            size += len(pieces.encode(edit, pieces.write_edit))
            if chosen and size > BATCH_BYTES:
                break
            chosen.append(edit)
        return chosen

    def _batch_bytes(self, edits):
        if not edits:
            return b""
        partition = next(own.partition for own in self.store.edits if own.edit is edits[0])
        batch = Batch(self.device, edits[0].id.incarnation, partition, list(edits))
        return signing.signed(self.store.key_path, encode_batch(batch))

    def _ask(self, edits):
        """The answer, and when the request that it answers was sent."""
        line, wait = self._line(), 1.0
        batch, evidence = self._batch_bytes(edits), recovery.evidence_for(self.store, edits)
        for attempt in range(TRIES):
            counter = self.store.next_counter()  # also when sent again: the hub may have seen the last one
            sent_ms = now_ms()
            try:
                status, headers, body = line.post("/v1/sync", self._request_bytes(counter, batch, evidence))
            except LineError:
                if attempt == TRIES - 1:
                    raise
                status, headers = 503, {}
            if status == 200:
                return self._opened_answer(body, counter), sent_ms
            if status not in (429, 503):
                raise enrolment.hub_error(status, body)
            self.sleep(_seconds(headers, wait))
            wait = min(wait * 2, LONGEST_WAIT)
        raise LineError(f"the hub was busy {TRIES} times")

    def bundle_up(self):
        """Everything unsent, for a stick; it stays unsent until an answer comes."""
        parts = []
        waiting = sorted(self.store.unsent, key=lambda own: own.edit.id.sequence)
        while waiting:
            edits = _of_one_batch(waiting)[:BATCH_EDITS]
            waiting = [own for own in waiting if own.edit not in edits]
            parts.append((self._batch_bytes(edits), recovery.evidence_for(self.store, edits)))
        request = self._request(self.store.next_counter(), b"", [])
        content = bundle.encode_up(self.store.key_path, bundle.BundleUp(
            request, bundle.new_mark(), signing.public_point(self.store.key_path), parts or [(b"", [])]))
        readers = [self._identity("hub_key"), *self._identity("county_keys")]
        return signing.sealed(self.store.key_path, [base64.b64decode(point) for point in readers], content)

    def _line(self):
        if self.line is None:
            self.line = Line(self._identity("address"), bytes.fromhex(self._identity("fingerprint")))
        return self.line

    def _request_bytes(self, counter, batch, evidence):
        return signing.signed(self.store.key_path, encode_request(self._request(counter, batch, evidence)))

    def _request(self, counter, batch, evidence):
        cursors = [self.store.cursors[number] for number in sorted(self.store.cursors)]
        return Request(self.device, self.store.incarnation, counter, self.store.epoch, now_ms(),
                       self.store.receipt_cursor, ANSWER_BYTES, cursors, batch,
                       recovery.newest_receipted(self.store), evidence)

    def _opened_answer(self, body, counter):
        hub_key = base64.b64decode(self._identity("hub_key"))
        answer = decode_answer(signing.opened(hub_key, body))
        if answer.counter != counter:
            raise ProtocolError(f"an answer to request {answer.counter} instead of {counter}")
        return answer

    # What is there

    def digest(self):
        return digest(self.store.records.values())

    def record_ids(self):
        created = {p.edit.record for p in self.store.pending if p.edit.kind == CREATION}
        return sorted(set(self.store.records) | created)

    def shown_fields(self, record):
        return display.shown_fields(self.store, record, self.form_of(record))

    def refused(self):
        return [receipt for receipt in self.store.receipts.values() if receipt.kind == 2]


def _of_one_batch(edits):
    def belongs(own):
        return own.edit.id.incarnation, own.partition

    return [own.edit for own in edits if belongs(own) == belongs(edits[0])]


def _brought_something(answer):
    told = answer.received or answer.receipts or answer.spent or answer.kept
    return told or any(part.records for part in answer.partitions)


def _seconds(headers, usual):
    try:
        return float(headers["Retry-After"])
    except (KeyError, ValueError):
        return usual * random.uniform(0.5, 1.5)
