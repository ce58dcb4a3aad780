"""Who may include whom: the folders of the project, and the one owner of each library."""

import re

import tree as trees

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

MAY_INCLUDE = {
    "sync_protocol": {"sync_protocol"},
    "shared": {"shared", "sync_protocol"},
    "client": {"client", "shared", "sync_protocol"},
    "hub": {"hub", "shared", "sync_protocol"},
}

# Headers by how they begin, and the folders that may include them. Tests are free.
OWNERS = {
    "openssl/": ("shared/crypto/", "client/transport/"),
    "cpprest/": ("shared/http/",),
    "pplx/": ("shared/http/",),
    "boost/": ("shared/http/", "client/local/"),
    "curl/": ("client/transport/",),
    "sqlite3.h": ("shared/store/", "shared/sealing/"),
    "libpq": ("hub/storage/",),
    "toml++/": ("shared/config/",),
    "spdlog/": ("shared/logging/",),
    "CLI/": ("shared/cli/",),
}

# The core is handed time, chance and bytes. It knows no thread, file, clock or random source of its own.
CORE_LIBRARIES = {"zstd.h", "tl/expected.hpp"}
CORE_BANNED = set(
    "condition_variable filesystem fstream future iostream mutex random shared_mutex stop_token thread".split()
)


def included(text):
    """(line, is it in quotes, header) of each include."""
    code = trees.without_comments(text)
    return [(trees.line_of(code, m.start(2)), m.group(1) == '"', m.group(2)) for m in INCLUDE.finditer(code)]


def fault_of(path, quoted, header):
    area = trees.top(path)
    if quoted and area in MAY_INCLUDE and trees.top(header) not in MAY_INCLUDE[area]:
        return f"{area}/ must not include {header}"
    if quoted and area in MAY_INCLUDE and "/" not in header:
        return f"{header}: include from the project's root"
    if area == "sync_protocol" and not quoted:
        foreign = "." in header and header not in CORE_LIBRARIES
        if foreign or header in CORE_BANNED:
            return f"the core must not include <{header}>"
    for begin, owners in OWNERS.items():
        if header.startswith(begin) and area in MAY_INCLUDE and not path.startswith(owners):
            return f"<{header}> belongs to {' and '.join(owners)}"
    return None


def check(tree):
    faults = []
    for path, text in trees.cpp(tree).items():
        for line, quoted, header in included(text):
            fault = fault_of(path, quoted, header)
            if fault:
                faults.append(f"{path}:{line}: {fault}")
    return faults
