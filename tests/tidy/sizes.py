"""Files of at most 400 lines, components of at most 300, functions of at most 70, main.cpp of at most 40."""

import ast
import re

import tree as trees

FILE_LINES = 400
COMPONENT_LINES = 300
FUNCTION_LINES = 70
MAIN_LINES = 40

DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
NOT_A_FUNCTION = re.compile(r"^\s*(?:template\s*<.*?>\s*)?(?:namespace|class|struct|enum|union|extern)\b", re.DOTALL)
MEMBER_BRACE = re.compile(r"[:,]\s*[\w:]+(?:<[^(){}]*>)?\s*$")
NOT_ASSIGNED = re.compile(r"\btemplate\s*<[^<]*?>|\boperator\s*[^\s\w(]+")
NAME = re.compile(r"([~\w:]+|operator\S+)\s*\(")


def cpp_functions(text):
    """(name, first line, last line) of each function body outside other functions, found by its braces."""
    code = trees.without_comments_and_strings(text)
    code = DIRECTIVE.sub(lambda m: trees.blank(m.group()), code)
    functions, stack, begin = [], [], 0
    for match in re.finditer(r"[{};]", code):
        at, sign = match.start(), match.group()
        if sign == "{":
            kind = brace_kind(code[begin:at], stack)
            stack.append((kind, begin, at))
            if kind != "member":
                begin = at + 1
        elif sign == "}" and stack:
            kind, header_begin, opened = stack.pop()
            if kind == "member":
                continue
            if kind == "function":
                name = NAME.search(code[header_begin:opened])
                functions.append((name.group(1), trees.line_of(code, opened), trees.line_of(code, at)))
            begin = at + 1
        elif sign == ";" and not (stack and stack[-1][0] == "member"):
            begin = at + 1
    return functions


def brace_kind(header, stack):
    if stack and stack[-1][0] in ("function", "member", "inside"):
        return "member" if stack[-1][0] == "member" else "inside"
    if NOT_A_FUNCTION.search(header):
        return "scope"
    # Foo(int a) : a_{a} { … }: the braces of a_ belong to the header. A default argument's braces do too.
    open_paren = header.count("(") > header.count(")")
    if open_paren or (")" in header and MEMBER_BRACE.search(header)):
        return "member"
    assigned = "=" in NOT_ASSIGNED.sub("", header).split("(")[0]
    return "function" if NAME.search(header) and not assigned else "inside"


def python_functions(text):
    nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [(node.name, node.lineno, node.end_lineno) for node in nodes]


def functions_of(path, text):
    return python_functions(text) if path.endswith(".py") else cpp_functions(text)


def limit_of(path):
    if path.endswith("/main.cpp"):
        return MAIN_LINES
    return COMPONENT_LINES if path.endswith(".vue") else FILE_LINES


def check(tree):
    faults = []
    for path, text in tree.items():
        if not trees.is_web(path) and not path.endswith((".h", ".cpp", ".py")):
            continue
        lines = text.count("\n")
        limit = limit_of(path)
        if lines > limit:
            faults.append(f"{path}: {lines} lines, at most {limit}")
        if trees.is_web(path):
            continue
        for name, first, last in functions_of(path, text):
            if last - first + 1 > FUNCTION_LINES:
                faults.append(f"{path}:{first}: {name} has {last - first + 1} lines, at most {FUNCTION_LINES}")
    return faults
