"""What an answer does to the store: notices, receipted edits, receipts, changed records."""
import hashlib

from . import recovery
from .answer import DIGEST_BYTES
from .batch import encode_batch
from .display import on_top
from .errors import Malformed
from .model import (CREATION, HELD, MERGED, QUARANTINED, REFUSED, REMOVAL, WAITING, Batch, Group, Head, Origin,
                    Record, Removal)
from .store import MERGED_UNSEEN, NEW, QUARANTINED_AT_HUB, REFUSED_BY_HUB, SHOWN, WAITING_AT_HUB, now_ms

RANKS = {"township": 1, "county": 2, "city": 3}
REFUSED_BEFORE = "hub.refused_before"
STATES = {MERGED: MERGED_UNSEEN, WAITING: WAITING_AT_HUB, REFUSED: REFUSED_BY_HUB, QUARANTINED: QUARANTINED_AT_HUB,
          HELD: WAITING_AT_HUB}
STAMP_AHEAD_MS = 5 * 60 * 1000


def apply_answer(store, answer, sent_ms=None):
    if answer.spent and not answer.partitions:
        # The counter had been used: there is no more in this answer.
        store.copied = store.copied or answer.copied
        recovery.begin_again(store)
        return
    recovery.apply_notices(store, answer)
    recovery.keep_proof(store, answer)
    _apply_received(store, answer)
    store.hub_ahead_ms = _hub_ahead(answer.clock_ms, sent_ms or now_ms(), now_ms())
    for receipt in answer.receipts:
        _apply_receipt(store, receipt)
    _apply_unread(store, answer)
    store.receipt_cursor = answer.receipt_cursor
    for part in answer.partitions:
        _apply_partition(store, part)
    _settle_shown_edits(store)
    recovery.remove_stale_records(store)
    if answer.spent:
        recovery.begin_again(store)


def _apply_unread(store, answer):
    """What the hub cannot read alone it keeps; of edits sent together it took nothing."""
    fresh = [own for own in store.pending if own.state == NEW]
    alone = {_digest_alone(store, own): own for own in fresh} if answer.unread else {}
    for digest in answer.unread:
        if digest in alone:
            alone[digest].state = QUARANTINED_AT_HUB
    store.one_by_one = bool(fresh) and (store.one_by_one or bool(set(answer.unread) - set(alone)))


def _digest_alone(store, own):
    device, incarnation, _ = own.edit.id
    batch = Batch(device, incarnation, store.identity["partitions"][0], [own.edit])
    return hashlib.sha256(encode_batch(batch)).digest()[:DIGEST_BYTES]


def _hub_ahead(hub_ms, sent_ms, arrived_ms):
    return hub_ms - min(max(hub_ms, sent_ms), max(arrived_ms, sent_ms))


def _apply_received(store, answer):
    receipted = {(receipt.incarnation, receipt.sequence, receipt.digest) for receipt in answer.receipts}
    for own in sorted(store.unsent, key=lambda own: own.edit.id.sequence):
        received = next((r for r in answer.received if r.holds(own.edit.id)), None)
        if received is None:
            continue
        own.send_again = False
        if own.state != NEW:
            continue
        own.arrival = received.version_of(own.edit.id)
        if received.tag and (*own.edit.id[1:], own.digest) not in receipted:
            own.state, own.version = SHOWN, own.arrival
            merge_own_edit(store, own)


def merge_own_edit(store, own):
    """An own edit that the hub merged as it was: everything in it applied."""
    edit, version = own.edit, own.version
    record = store.records.get(edit.record)
    if edit.kind == CREATION and (record is None or edit.record in store.stale):
        # What a hub that went back has not is no ground to merge on.
        store.stale.discard(edit.record)
        record = store.records[edit.record] = Record(edit.record, edit.form, edit.unit, version, version,
                                                     partition=own.partition)
    elif record is None:
        raise Malformed(f"edit {edit.id.sequence} of a record that is neither stored nor created")
    elif record.version >= version:
        return
    record.version = version
    origin = Origin(edit.id, version, edit.stamp, RANKS.get(store.identity.get("role"), 1), own.former)
    if edit.kind == REMOVAL:
        record.deleted = True
        record.removals.append(Removal(origin, {change.group: change.base for change in edit.changes}))
        return
    for change in edit.changes:
        _merge_change(record, change, origin)


def _merge_change(record, change, origin):
    old = record.groups.get(change.group)
    heads = [head for head in old.heads if not is_covered(head, change, origin)] if old else []
    shown = on_top(record.form, change, old.shown if old else None)
    heads.append(Head(origin, list(change.values), list(change.displayed)))
    record.groups[change.group] = Group(change.group, origin.version, shown, heads)


def is_covered(head, change, origin):
    """Did the author of the change know this head?"""
    edit = head.origin.edit
    own = edit.device == origin.edit.device
    return (_merged_up_to(head.origin, change.base.version) or edit in change.decides
            or own and any(r.incarnation == edit.incarnation and r.first <= edit.sequence <= r.last
                           for r in change.base.ranges))


def _merged_up_to(origin, version):
    if epoch_of(version) >= epoch_of(origin.version):
        return origin.version <= version
    return 0 < origin.former <= version


def epoch_of(version):
    return version >> 48


def _apply_receipt(store, receipt):
    name = (receipt.incarnation, receipt.sequence)
    own = next((own for own in store.edits if own.edit.id[1:] == name), None)
    older = store.receipts.get(name)
    if own is None or own.digest != receipt.digest or older and older.serial > receipt.serial:
        return
    if receipt.reason == REFUSED_BEFORE and own.state == REFUSED_BY_HUB:
        return
    store.receipts[name] = receipt
    if own.state == SHOWN and receipt.kind == MERGED and own.version == receipt.version:
        return
    own.state, own.version = STATES[receipt.kind], receipt.version


def _apply_partition(store, part):
    recovery.begin_telling(store, part)
    for record in part.records:
        record.partition = part.cursor.partition
        _apply_change(store, record)
    store.cursors[part.cursor.partition] = part.cursor
    recovery.end_telling(store, part)


def _apply_change(store, new):
    if new.left:
        _take_leave(store, new.id)
        return
    store.left.discard(new.id)
    if new.id in store.stale:
        store.stale.discard(new.id)
        del store.records[new.id]
    record = store.records.setdefault(new.id, new)
    if record is not new:
        record.unit, record.birth, record.partition = new.unit, new.birth, new.partition
        record.version = max(record.version, new.version)
        record.deleted, record.removals = new.deleted, new.removals
        record.groups.update(new.groups)
    store.sent_versions[new.id] = max(store.sent_versions.get(new.id, 0), new.version)
    newest = now_ms() + store.hub_ahead_ms + STAMP_AHEAD_MS
    for group in new.groups.values():
        for head in group.heads:
            if head.origin.stamp.ms <= newest:
                store.last_stamp = max(store.last_stamp, head.origin.stamp)


def _take_leave(store, record):
    """It goes as soon as no own edit of it is open. What those made that were merged is not for this device."""
    store.left.add(record)
    store.stale |= {record} & set(store.records)
    for own in store.edits:
        if own.edit.record == record and own.state == MERGED_UNSEEN:
            own.state = SHOWN


def _settle_shown_edits(store):
    """Merged edits whose outcome the hub has sent. An own later edit may raise the record's version before that, so
    only versions that the hub sent count."""
    for own in store.edits:
        gone = own.edit.record in store.left
        if own.state == MERGED_UNSEEN and (gone or store.sent_versions.get(own.edit.record, 0) >= own.version):
            own.state = SHOWN
