"""What this client needs of the form definitions, copied from shared/forms/catalogue/*.yaml (version 1 of each)."""
import re
import unicodedata
from datetime import date
from uuid import UUID

from .errors import ProtocolError
from .identity import EPOCH

# Only dibao_household merges several fields as one (its bank account); everywhere else a group is one field.
# number -> (type, policy)
DIBAO_HOUSEHOLD = {
    1: ("text", "latest"), 2: ("text", "review"), 3: ("text", "latest"), 4: ("text", "latest"),
    5: ("select_one", "latest"), 6: ("select_one", "authority"), 7: ("integer", "latest"),
    8: ("integer", "authority"), 9: ("decimal 2", "latest"), 10: ("decimal 2", "authority"),
    11: ("text", "review"), 12: ("text", "review"), 13: ("text", "review"), 14: ("date", "latest"),
    15: ("text", "authority"), 16: ("select_multiple", "union"), 17: ("integer", "sum"), 18: ("text", "review"),
    19: ("date", "max"), 20: ("text", "latest"), 21: ("select_one", "workflow"),
    22: ("file", "review"),
}
FIELDS = {"dibao_household": DIBAO_HOUSEHOLD}
GROUPS = {"dibao_household": {11: (11, 12, 13)}}
FIRST_STATE = {"dibao_household": (21, "draft")}
URGENT = {"disaster_event", "disaster_report"}
WITH_DISPLAYED = {"review", "sum", "union", "workflow"}
FORM_VERSION = 1


def group_fields(form, group):
    return GROUPS.get(form, {}).get(group, (group,))


def group_of(form, field):
    for group, fields in GROUPS.get(form, {}).items():
        if field in fields:
            return group
    return field


def policy(form, group):
    return FIELDS.get(form, {}).get(group, ("", "latest"))[1]


def parse_value(form, field, typed):
    """A value from JSON. Decimals and dates may be given as they are stored, or as texts `12.50`, `2016-03-01`."""
    if typed is None:
        return None
    kind = FIELDS.get(form, {}).get(field, ("",))[0]
    if isinstance(typed, list):
        return tuple(sorted(set(typed), key=str.encode))
    if isinstance(typed, dict):
        return UUID(typed["reference"])
    if isinstance(typed, str) and kind.startswith("decimal"):
        return _scaled(typed, int(kind.split()[1]))
    if isinstance(typed, str) and kind == "date":
        return (date.fromisoformat(typed) - EPOCH).days
    if isinstance(typed, bool) or not isinstance(typed, (int, str)):
        raise ProtocolError(f"field {field} of {form} cannot hold {typed!r}")
    if kind and isinstance(typed, int) != (kind == "integer" or kind == "date" or kind.startswith("decimal")):
        raise ProtocolError(f"field {field} of {form} is of type {kind}, not {typed!r}")
    return unicodedata.normalize("NFC", typed) if isinstance(typed, str) else typed


def _scaled(typed, places):
    found = re.fullmatch(r"(-?)(\d+)(?:\.(\d{1,%d}))?" % places, typed)
    if not found:
        raise ProtocolError(f"{typed!r} is no number with {places} places")
    sign, whole, fraction = found.groups()
    return int(f"{sign}{whole}{(fraction or '').ljust(places, '0')}")


def plain_value(value):
    """A value for JSON."""
    if isinstance(value, tuple):
        return list(value)
    return {"reference": str(value)} if isinstance(value, UUID) else value
