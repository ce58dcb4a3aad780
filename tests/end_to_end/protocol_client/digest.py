"""The digest over all records, as in "Digest"."""
import hashlib

from . import forms
from .errors import ProtocolError
from .value_columns import INTEGER, NULL, REFERENCE, TEXT, kind_of


def canonical(value):
    kind = kind_of(value)
    if kind == NULL:
        return bytes([kind])
    if kind == INTEGER:
        # Versions are unsigned and may fill all 64 bits.
        return bytes([kind]) + (value & (1 << 64) - 1).to_bytes(8, "big")
    if kind == REFERENCE:
        return bytes([kind]) + value.bytes
    raw = (value if kind == TEXT else " ".join(value)).encode("utf-8")
    return bytes([kind]) + len(raw).to_bytes(4, "big") + raw


def digest(records):
    """SHA-256, in hex, over the stored states of these records."""
    total = hashlib.sha256()
    # Keys of bundles are the hub's own records.
    alive = [record for record in records if not record.deleted and record.form != "bundle_key"]
    for record in sorted(alive, key=lambda r: (r.form.encode("utf-8"), r.id.bytes)):
        total.update(canonical(record.form) + canonical(record.id) + canonical(record.unit))
        for number in sorted(record.groups):
            _add_group(total, record.form, record.groups[number])
    return total.hexdigest()


def _add_group(total, form, group):
    fields = forms.group_fields(form, group.number)
    if len(group.shown) > len(fields):
        raise ProtocolError(f"group {group.number} of {form} has fields that this client does not know")
    shown = group.shown + [None] * (len(fields) - len(group.shown))
    for field, value in zip(fields, shown):
        total.update(canonical(field) + canonical(value) + canonical(group.version))
