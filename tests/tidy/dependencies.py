"""Every library that the build looks for is named, with its reason, in the README."""

import re

PACKAGE = re.compile(r"^\s*find_package\s*\(\s*([\w-]+)", re.MULTILINE)
MODULE = re.compile(r"^\s*pkg_check_modules\s*\(\s*\w+[^)]*?\s([\w+-]+)\s*\)", re.MULTILINE)

# What CMake calls by another name than people do; "" is the build's own.
PEOPLE_SAY = {
    "CURL": "libcurl",
    "GTest": "GoogleTest",
    "PkgConfig": "",
    "Python3": "Python",
    "SQLite3": "SQLite",
    "Threads": "",
    "libutf8proc": "utf8proc",
    "libzstd": "zstd",
    "nlohmann_json": "nlohmann",
    "tl-expected": "expected",
}
READMES = ("README.md", "README.zh-CN.md")


def libraries(tree):
    names = set()
    for path, text in tree.items():
        if path.endswith("CMakeLists.txt"):
            names |= set(PACKAGE.findall(text)) | set(MODULE.findall(text))
    return sorted({PEOPLE_SAY.get(name, name) for name in names} - {""})


def check(tree):
    faults = []
    for readme in READMES:
        for name in libraries(tree):
            if readme in tree and name.lower() not in tree[readme].lower():
                faults.append(f"{readme}: does not say why {name} is needed")
    return faults
