"""What an answer does to the store: receipted edits, receipts, changed records."""
from .display import on_top
from .errors import Malformed
from .model import (CREATION, MERGED, QUARANTINED, REFUSED, REMOVAL, WAITING, Group, Head, Origin, Record, Removal,
                    Stamp)
from .store import MERGED_UNSEEN, NEW, QUARANTINED_AT_HUB, WAITING_AT_HUB, now_ms

RANKS = {"township": 1, "county": 2, "city": 3}


def apply_answer(store, answer):
    _apply_received(store, answer)
    for receipt in answer.receipts:
        _apply_receipt(store, receipt)
    store.hub_ahead_ms = answer.clock_ms - now_ms()
    store.receipt_cursor = answer.receipt_cursor
    for part in answer.partitions:
        for record in part.records:
            _apply_change(store, record)
        store.cursors[part.cursor.partition] = part.cursor
    _forget_shown_edits(store)


def _apply_received(store, answer):
    receipted = {(receipt.incarnation, receipt.sequence) for receipt in answer.receipts}
    for pending in sorted(store.pending, key=lambda p: p.edit.id.sequence):
        incarnation, sequence = pending.edit.id.incarnation, pending.edit.id.sequence
        if pending.state != NEW or (incarnation, sequence) in receipted:
            continue
        for span in answer.received:
            if span.incarnation == incarnation and span.first <= sequence < span.first + span.count:
                merge_own_edit(store, pending.edit, span.version + sequence - span.first)
                store.pending.remove(pending)
                break


def merge_own_edit(store, edit, version):
    """An own edit that the hub merged as it was: everything in it applied."""
    record = store.records.get(edit.record)
    if record is None:
        if edit.kind != CREATION:
            raise Malformed(f"edit {edit.id.sequence} of a record that is neither stored nor created")
        record = store.records[edit.record] = Record(edit.record, edit.form, edit.unit, version, version)
    elif record.version >= version:
        return
    record.version = version
    origin = Origin(edit.id, version, edit.stamp, RANKS.get(store.identity.get("role"), 1))
    if edit.kind == REMOVAL:
        record.deleted = True
        record.removals.append(Removal(origin, {change.group: change.base for change in edit.changes}))
        return
    for change in edit.changes:
        _merge_change(record, change, origin)


def _merge_change(record, change, origin):
    old = record.groups.get(change.group)
    heads = [head for head in old.heads if not _covered(head, change, origin)] if old else []
    shown = on_top(record.form, change, old.shown if old else None)
    heads.append(Head(origin, list(change.values), list(change.displayed)))
    record.groups[change.group] = Group(change.group, origin.version, shown, heads)


def _covered(head, change, origin):
    """Did the author of the change know this head?"""
    edit = head.origin.edit
    own = edit[:2] == origin.edit[:2]
    return (head.origin.version <= change.base.version or edit in change.decides
            or own and any(first <= edit.sequence <= last for first, last in change.base.ranges))


def _apply_receipt(store, receipt):
    store.receipts.append(receipt)
    for pending in store.pending:
        if (pending.edit.id.incarnation, pending.edit.id.sequence) == (receipt.incarnation, receipt.sequence):
            break
    else:
        return
    if receipt.kind == REFUSED:
        store.pending.remove(pending)
    elif receipt.kind == MERGED:
        pending.state, pending.version = MERGED_UNSEEN, receipt.version
    else:
        pending.state = {WAITING: WAITING_AT_HUB, QUARANTINED: QUARANTINED_AT_HUB}[receipt.kind]


def _apply_change(store, new):
    record = store.records.setdefault(new.id, new)
    if record is not new:
        record.unit, record.birth = new.unit, new.birth
        record.version = max(record.version, new.version)
        record.deleted, record.removals = new.deleted, new.removals
        record.groups.update(new.groups)
    store.sent_versions[new.id] = max(store.sent_versions.get(new.id, 0), new.version)
    for group in new.groups.values():
        for head in group.heads:
            store.last_stamp = max(store.last_stamp, Stamp(*head.origin.stamp))


def _forget_shown_edits(store):
    """Merged edits whose outcome the hub has sent. An own later edit may raise the record's version before that, so
    only versions that the hub sent count."""
    store.pending = [p for p in store.pending
                     if p.state != MERGED_UNSEEN or store.sent_versions.get(p.edit.record, 0) < p.version]
