"""The project's text files by path, and the C++ among them without its comments and strings."""

import pathlib
import re

FOLDERS = ("client", "hub", "shared", "sync_protocol", "tests", ".ci")
SUFFIXES = {".h", ".cpp", ".py", ".def", ".txt", ".cmake", ".md", ".yaml", ".sh", ".sql", ".S", ""}
SUFFIXES |= {".vue", ".ts", ".mjs", ".css", ".html"}

TOKEN = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<raw>R"(?P<delimiter>[^\s()\\]{0,16})\(.*?\)(?P=delimiter)")
    | (?P<string>"(?:\\.|[^"\\\n])*")
    | (?P<number>\b\d[\w'.]*)
    | (?P<char>'(?:\\.|[^'\\\n])+')
    """,
    re.VERBOSE | re.DOTALL,
)


def read(root):
    """Paths relative to `root`, with forward slashes, to their text."""
    root = pathlib.Path(root)
    # In a work tree of its own `.git` is a file.
    files = [path for path in root.iterdir() if path.is_file() and path.name != ".git"]
    for folder in FOLDERS:
        files += [path for path in (root / folder).rglob("*") if path.is_file()]
    tree = {}
    for path in files:
        skipped = {"node_modules", "__pycache__", "dist"} & set(path.parts)
        if not skipped and path.suffix in SUFFIXES:
            tree[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8", errors="replace")
    return tree


def cpp(tree):
    return {path: text for path, text in tree.items() if path.endswith((".h", ".cpp"))}


def is_web(path):
    return path.endswith((".vue", ".ts", ".mjs", ".css", ".html"))


def top(path):
    return path.split("/")[0]


def without_comments(text):
    """Character literals go too, so that the quote in '"' opens no string."""

    def replace(match):
        if match.group("comment"):
            return blank(match.group())
        return "0" if match.group("char") else match.group()

    return TOKEN.sub(replace, text)


def without_comments_and_strings(text):
    def replace(match):
        if match.group("number"):
            return match.group()
        return blank(match.group()) if match.group("comment") else '""' + blank(match.group())

    return TOKEN.sub(replace, text)


def blank(text):
    return "\n" * text.count("\n")


def line_of(text, position):
    return text.count("\n", 0, position) + 1
