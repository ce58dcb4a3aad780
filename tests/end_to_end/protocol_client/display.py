"""What a user sees: the hub's state with the edits on top that it does not show yet. And the bases of new edits."""
from . import forms
from .model import Base, OwnRange
from .store import QUARANTINED_AT_HUB

USUAL_RANGES = 64


def shown_groups(store, record_id):
    """group number -> values."""
    record = store.records.get(record_id)
    shown = {number: list(group.shown) for number, group in record.groups.items()} if record else {}
    for pending in pending_of(store, record_id):
        contained = record_id in store.stale and 0 < pending.former <= record.version
        if pending.state != QUARANTINED_AT_HUB and not contained:
            for change in pending.edit.changes:
                if change.values:
                    shown[change.group] = on_top(pending.edit.form, change, shown.get(change.group))
    return shown


def on_top(form, change, below):
    policy = forms.policy(form, change.group)
    if not below or below[0] is None or change.values[0] is None:
        return list(change.values)
    before = change.displayed[0] if change.displayed else None
    if policy == "sum":
        return [below[0] + change.values[0] - (before or 0)]
    if policy == "union":
        new, old = set(change.values[0]), set(before or ())
        return [tuple(sorted((set(below[0]) | new - old) - (old - new)))]
    return list(change.values)


def shown_fields(store, record_id, form):
    """field number -> value, without the empty ones."""
    fields = {}
    for group, values in sorted(shown_groups(store, record_id).items()):
        for field, value in zip(forms.group_fields(form, group), values):
            if value is not None:
                fields[field] = value
    return fields


def pending_of(store, record_id):
    return sorted((p for p in store.pending if p.edit.record == record_id), key=lambda p: p.edit.id.sequence)


def displayed_of(store, record_id, group, policy):
    """What an edit of this group made now says that its author saw."""
    if policy != "review":
        return shown_groups(store, record_id).get(group, [])
    # Under review it is what the hub showed at the base's version, which stays while own edits are pending.
    change = _newest_pending(store, record_id, group)[1]
    if change:
        return list(change.displayed)
    record = store.records.get(record_id)
    return list(record.groups[group].shown) if record and group in record.groups else []


def _newest_pending(store, record_id, group):
    for pending in reversed(pending_of(store, record_id)):
        for change in pending.edit.changes:
            if change.group == group:
                return pending, change
    return None, None


def base_of(store, record_id, group):
    own, change = _newest_pending(store, record_id, group)
    if change:
        return Base(change.base.version, with_edit(change.base.ranges, own.edit.id), own.digest)
    record = store.records.get(record_id)
    return Base(record.groups[group].version) if record and group in record.groups else Base()


def with_edit(ranges, edit_id):
    _, incarnation, sequence = edit_id
    if ranges and ranges[-1].incarnation == incarnation and ranges[-1].last + 1 == sequence:
        return ranges[:-1] + (ranges[-1]._replace(last=sequence),)
    return _joined(ranges + (OwnRange(incarnation, sequence, sequence),))


def _joined(ranges):
    for at in range(len(ranges) - 1 if len(ranges) > USUAL_RANGES else 0):
        if ranges[at].incarnation == ranges[at + 1].incarnation:
            return ranges[:at] + (ranges[at]._replace(last=ranges[at + 1].last),) + ranges[at + 2:]
    return ranges
