"""Text for a terminal: Chinese characters are two columns wide."""

import unicodedata

LINE_WIDTH = 92
# These may not begin a line.
CLOSING = "\uff0c\u3002\uff1b\uff1a\uff1f\uff01\u3001\uff09\u300d\u300f\u300b\u3011,.;:!?)%"


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def wide(character):
    return unicodedata.east_asian_width(character) in "WF"


def pieces(text):
    """The parts between which a line may be broken, each with its closing punctuation; a blank is a part."""
    out = []
    for character in text:
        glued = out and out[-1] != " " and (
            character in CLOSING
            or out[-1] in "(\uff08\u300c\u300e\u300a\u3010"
            or not (character == " " or wide(character) or wide(out[-1][-1]))
        )
        if glued:
            out[-1] += character
        else:
            out.append(character)
    return out


def wrap(text, limit=LINE_WIDTH):
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in pieces(paragraph):
            if line and width(line) + width(piece) > limit:
                lines.append(line.rstrip())
                line = ""
            if line or piece != " ":
                line += piece
        lines.append(line.rstrip())
    return lines


def padded(text, columns, right):
    blank = " " * max(0, columns - width(text))
    return blank + text if right else text + blank


def rows_of(cells, limit):
    """One row as lines of the terminal: a long cell goes on below."""
    wrapped = [wrap(str(cell), limit) for cell in cells]
    height = max(len(lines) for lines in wrapped)
    return [[lines[i] if i < len(lines) else "" for lines in wrapped] for i in range(height)]


def table(header, rows, align="", limit=26):
    """`align`: a letter a column, r for right; columns without one stand left."""
    lines = [part for row in [header, *rows] for part in rows_of(row, limit)]
    columns = [max(width(line[i]) for line in lines) for i in range(len(header))]
    right = [align[i : i + 1] == "r" for i in range(len(header))]
    shown = ["  ".join(padded(cell, columns[i], right[i]) for i, cell in enumerate(line)).rstrip() for line in lines]
    head = len(rows_of(header, limit))
    rule = "  ".join("-" * column for column in columns)
    return shown[:head] + [rule] + shown[head:]
