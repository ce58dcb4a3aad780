"""Identity numbers (GB 11643) as the columns of texts take them apart."""
from datetime import date, timedelta

from .errors import Malformed

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EPOCH = date(1970, 1, 1)


def check_character(digits):
    return CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(digits, WEIGHTS)) % 11]


def split(text):
    """(first six digits, birthday in days, three digits), or None where the text is no valid identity number."""
    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdigit()) or check_character(text[:17]) != text[17]:
        return None
    try:
        birthday = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
    return int(text[:6]), (birthday - EPOCH).days, int(text[14:17])


def join(area, days, order):
    try:
        birthday = EPOCH + timedelta(days=days)
    except OverflowError:
        raise Malformed(f"birthday {days} is outside of the years 1 to 9999") from None
    if area > 999999 or order > 999:
        raise Malformed(f"identity number of {area} and {order}")
    digits = f"{area:06d}{birthday.year:04d}{birthday.month:02d}{birthday.day:02d}{order:03d}"
    return digits + check_character(digits)
