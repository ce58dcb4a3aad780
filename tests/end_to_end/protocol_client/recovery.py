"""Copies of this device's data, and a hub that went back."""
from .model import MERGED, Range
from .store import MERGED_UNSEEN, NEW, REFUSED_BY_HUB, SHOWN

ANSWERED = {SHOWN, MERGED_UNSEEN}


def begin_again(store):
    """This incarnation is spent: another copy of the data may have been told what this one was not."""
    store.begin_incarnation()
    store.cursors.clear()


def apply_notices(store, answer):
    store.copied = store.copied or answer.copied
    if answer.epoch != store.epoch:
        _take_back_lost_edits(store, answer.kept)
        store.telling.clear()
        store.epoch = answer.epoch


def _take_back_lost_edits(store, kept):
    for own in store.edits:
        if own.state == NEW or _is_kept(store, own, kept):
            continue
        if own.state == REFUSED_BY_HUB:
            own.send_again = True
            continue
        own.state, own.former, own.version, own.arrival = NEW, own.version or own.former, 0, 0
        store.receipts.pop((own.edit.id.incarnation, own.edit.id.sequence), None)
    store.receipt_cursor = 0


def _is_kept(store, own, kept):
    told = {own.version, own.arrival} - {0}
    return any(item.holds(own.edit.id) and _is_own(store, item)
               and (own.state == REFUSED_BY_HUB or item.version_of(own.edit.id) in told) for item in kept)


def _is_own(store, item):
    """A copy of this data may have used the same numbers."""
    return any(own.edit.id[1:] == (item.incarnation, item.first + item.count - 1) and own.digest == item.digest
               for own in store.edits)


def keep_proof(store, answer):
    merged = [Range(r.incarnation, r.sequence, 1, r.version, r.stamp, r.tag) for r in answer.receipts
              if r.kind == MERGED]
    known = set(store.proof)
    store.proof += [proof for proof in answer.received + merged if proof.tag and proof not in known]


def evidence_for(store, edits):
    names = {edit.id for edit in edits}
    refused = [Range(*own.edit.id[1:], 1, 0) for own in store.edits if own.send_again and own.edit.id in names]
    return [proof for proof in store.proof if any(proof.holds(edit.id) for edit in edits)] + refused


def newest_receipted(store):
    """Incarnation, sequence and digest of the own edit with the greatest version."""
    newest = max((own for own in store.edits if own.state in ANSWERED), key=lambda own: own.version, default=None)
    return (newest.edit.id.incarnation, newest.edit.id.sequence, newest.digest) if newest else (0, 0, 0)


def begin_telling(store, part):
    """Told from nothing: until a record is told it is one that the hub has not."""
    partition = part.cursor.partition
    if part.told_anew:
        store.telling.add(partition)
        store.stale |= {record.id for record in store.records.values() if record.partition == partition}


def end_telling(store, part):
    if part.complete:
        store.telling.discard(part.cursor.partition)


def remove_stale_records(store):
    wanted = {own.edit.record for own in store.pending}
    for record in [store.records[name] for name in store.stale - wanted if name in store.records]:
        if record.partition not in store.telling:
            del store.records[record.id]
            store.sent_versions.pop(record.id, None)
            store.stale.discard(record.id)
