"""Writes initials.txt from go-pinyin's pinyin_dict.go: python3 make_initials.py PATH_OF_PINYIN_DICT_GO"""

import pathlib
import re
import sys
import unicodedata

FIRST, LAST, A_LINE = 0x3400, 0x9FFF, 64
ROW = re.compile(r'0x([0-9A-F]+):\s*"([^",]+)')


def letter(reading):
    plain = unicodedata.normalize("NFD", reading)[0].lower()
    return plain if "a" <= plain <= "z" else "."


def main(source):
    readings = {int(code, 16): reading for code, reading in ROW.findall(pathlib.Path(source).read_text())}
    letters = [letter(readings[code]) if code in readings else "." for code in range(FIRST, LAST + 1)]
    lines = ["".join(letters[begin:begin + A_LINE]) for begin in range(0, len(letters), A_LINE)]
    (pathlib.Path(__file__).parent / "initials.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
