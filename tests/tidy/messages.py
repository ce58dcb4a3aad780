"""The catalogue of messages: complete in both languages, every id that the code says exists, every id is said."""

import re

import tree as trees

CATALOGUE = "shared/text/catalogue/"
STRING = r'"(?:\\.|[^"\\\n])*"'
STRINGS = rf"{STRING}(?:\s*{STRING})*"
ENTRY = re.compile(rf"\bM\s*\(\s*({STRINGS})\s*,\s*({STRINGS})\s*,\s*({STRINGS})\s*\)")
HOLE = re.compile(r"\{(\d)\}")
ID = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+")
LITERAL = re.compile(STRING)
SAYING = re.compile(r"\b(?:fail|say|Fault)\s*[({]|\bsay_[a-z_]+\s*\(")


def plain(strings):
    return "".join(part[1:-1] for part in LITERAL.findall(strings))


def entries(tree):
    """(path, line, id, zh, en) of every message."""
    found = []
    for path, text in tree.items():
        if path.startswith(CATALOGUE) and path.endswith(".def"):
            code = trees.without_comments(text)
            for match in ENTRY.finditer(code):
                found.append((path, trees.line_of(code, match.start()), *(plain(g) for g in match.groups())))
    return found


def arguments(code, begin):
    """The text from `begin`, which follows an opening bracket, to the bracket that closes it."""
    depth, at = 1, begin
    while at < len(code) and depth > 0:
        literal = LITERAL.match(code, at)
        if literal:
            at = literal.end()
            continue
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(code[at], 0)
        at += 1
    return code[begin:at]


def said(text):
    """(line, id) of every id that stands in fail(…), say(…) or Fault{…}."""
    code = trees.without_comments(text)
    found = set()
    for match in SAYING.finditer(code):
        for literal in LITERAL.findall(arguments(code, match.end())):
            if ID.fullmatch(literal[1:-1]):
                found.add((trees.line_of(code, match.start()), literal[1:-1]))
    return found


def same_holes(zh, en):
    """Alike, except that a label given in both languages takes two neighbours: {n} in Chinese, {n+1} in English."""
    in_zh, in_en = ({int(n) for n in HOLE.findall(text)} for text in (zh, en))
    return in_en - in_zh == {n + 1 for n in in_zh - in_en}


def catalogue_faults(tree):
    faults, seen = [], {}
    for path, line, name, zh, en in entries(tree):
        place = f"{path}:{line}: {name}"
        if not ID.fullmatch(name):
            faults.append(f"{place}: an id is area.what_it_says")
        if name in seen:
            faults.append(f"{place}: stands in {seen[name]} too")
        if not zh.strip() or not en.strip():
            faults.append(f"{place}: a language is empty")
        if not same_holes(zh, en):
            faults.append(f"{place}: the languages differ in their {{n}}")
        seen[name] = path
    for path, text in tree.items():
        in_catalogue = path.startswith(CATALOGUE) and path.endswith(".def")
        if in_catalogue and len(re.findall(r"^\s*M\s*\(", text, re.MULTILINE)) != sum(
            entry[0] == path for entry in entries(tree)
        ):
            faults.append(f"{path}: an entry is not M(\"id\", \"zh\", \"en\")")
        if in_catalogue and f'#include "{path}"' not in tree.get("shared/text/text.cpp", ""):
            faults.append(f"{path}: shared/text/text.cpp does not include it")
    return faults


def check(tree):
    faults = catalogue_faults(tree)
    known = {entry[2] for entry in entries(tree)}
    areas = {name.split(".")[0] for name in known}
    literals = set()
    for path, text in trees.cpp(tree).items():
        if path.startswith("tests/"):
            continue
        literals |= {literal[1:-1] for literal in LITERAL.findall(trees.without_comments(text))}
        for line, name in sorted(said(text)):
            if name not in known and name.split(".")[0] in areas:
                faults.append(f"{path}:{line}: there is no message {name}")
    for path, line, name, _, _ in entries(tree):
        if name not in literals:
            faults.append(f"{path}:{line}: {name} is never said")
    return faults
