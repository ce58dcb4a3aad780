"""What does not stand in this project's code, and where the exceptions are."""

import ast
import re

import tree as trees

# pattern, why not, folders where it may stand
CPP = [
    (r"\.detach\s*\(", "no thread outlives its owner", ()),
    (r"\b(?:v?sprintf|strcpy|strcat|gets|strtok|tmpnam|mktemp|alloca)\s*\(", "unbounded or unsafe", ()),
    (r"(?<![\w.>])(?:std::)?(?:system|popen)\s*\(", "no shell", ("tests/",)),
    (r"\b(?:rand|srand|random_shuffle)\s*\(", "take random numbers from shared/crypto, or a seed", ()),
    (r"\b(?:atoi|atol|atof)\s*\(", "cannot tell an error from 0", ()),
    (r"\b(?:gmtime|localtime|ctime|asctime)\s*\(", "not safe with threads", ()),
    (r"\bstd::c(?:out|err|log)\b", "only the command lines print", ("client/cli/", "hub/admin/", "tests/")),
    (r"\busing\s+namespace\s+std\s*;", "names stay where they come from", ()),
]
CPP_IN_CORE = [
    (r"\b(?:now|time|clock_gettime|gettimeofday|getenv|random_device)\s*\(", "time and chance are handed in")
]
# What a command changes is written into the audit log in the same transaction.
CPP_IN_COMMANDS = [(r"\brun_in_transaction\s*\(", "change the hub through HubContext::act")]
CPP_IN_TESTS = [(r"\b(?:sleep_for|sleep_until|u?sleep|nanosleep)\s*\(", "tests do not sleep")]

# What a page does not do; tests of pages may look into it.
WEB = [
    (r"\bv-html\b|\b(?:inner|outer)HTML\b|\bdocument\.write\b", "what users typed is text, never markup", ()),
    (r"\beval\s*\(|\bnew\s+Function\b", "the content security policy forbids it", ()),
    (r"\bconsole\.", "a page tells its user, not the console", ("tests/", "shared/divisions/data/")),
    (r"""["'(]\s*(?:https?:)?//[\w.-]+\.[a-z]{2,}""", "no request leaves the machine", ()),
    (r"(?<![\w.])(?:as\s+any\b|:\s*any\b|@ts-ignore)", "say what type it is", ()),
]
# People read in the language they chose: what is shown stands in the catalogues.
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS_MAY_STAND_IN = ("client/web/src/texts/", "hub/web/src/texts/", "shared/web/format.ts", "shared/web/values.ts", "client/web/index.html",
                      "hub/web/index.html", "tests/")
# The names of the languages, each in itself, are the same in both.
OWN_NAME = "中文"

UNFINISHED = re.compile(r"\b(?:TODO|FIXME)\b")
# Places of one machine; where the system keeps its own (/usr, /etc, /proc) is the same everywhere.
ABSOLUTE = re.compile(r"(?<![\w.:/$}])/(?:home|root|work|tmp|opt|srv|mnt|Users)/[\w.-]+")


def patterns_for(path):
    rules = [(pattern, why) for pattern, why, allowed in CPP if not path.startswith(allowed)]
    if path.startswith("sync_protocol/"):
        rules += CPP_IN_CORE
    if path.startswith("hub/admin/") and path != "hub/admin/context.cpp":
        rules += CPP_IN_COMMANDS
    if path.startswith("tests/"):
        rules += CPP_IN_TESTS
    return rules


def cpp_faults(path, text):
    code = trees.without_comments_and_strings(text)
    for pattern, why in patterns_for(path):
        for match in re.finditer(pattern, code):
            yield f"{path}:{trees.line_of(code, match.start())}: {match.group().strip(' (')}: {why}"


def web_faults(path, text):
    for pattern, why, allowed in WEB:
        for match in () if path.startswith(allowed) else re.finditer(pattern, text):
            yield f"{path}:{trees.line_of(text, match.start())}: {match.group().strip()}: {why}"
    if path.startswith(WORDS_MAY_STAND_IN) or path.endswith(".test.ts"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if CHINESE.search(line.replace(OWN_NAME, "")):
            yield f"{path}:{number}: what users read stands in the catalogues of texts/"


def python_sleeps(path, text):
    """Waiting for another process needs a pause between two looks: in functions named wait… only."""
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("wait"):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep"):
                yield f"{path}:{node.lineno}: sleep: tests do not sleep; functions named wait… may, up to a deadline"


def text_faults(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"{path}:{number}: finish it or make it an issue"
        found = ABSOLUTE.search(line)
        if found and not line.startswith("#!"):
            yield f"{path}:{number}: {found.group()}: no absolute paths"


def check(tree):
    faults = []
    for path, text in tree.items():
        if path.startswith("tests/tidy/"):
            continue
        if path.endswith((".h", ".cpp")):
            faults += cpp_faults(path, text)
        if trees.is_web(path):
            faults += web_faults(path, text)
        if path.startswith("tests/") and path.endswith(".py"):
            faults += python_sleeps(path, text)
        if path != "LICENSE":
            faults += text_faults(path, text)
    return faults
