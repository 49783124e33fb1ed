"""Levels of the modules, includes, lengths and the opening comment of public headers."""
import re

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
LINES_MAX = {".cpp": 400, ".hpp": 200}
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100
HEADER_INCLUDES_MAX = 12
FORBIDDEN_PAIRS = {("store", "keys")}
PREPROCESSOR = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
TYPE_BLOCK = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")


def read_levels(table):
    rows = re.findall(r"^\| *(\d+) *\| *(\w+) *\|", table, re.MULTILINE)
    return {module: int(level) for level, module in rows}


def check_levels(source, levels):
    module = source.module()
    if module is None or not source.is_cpp():
        return
    if module not in levels:
        yield source.find("unknown-module", 1, f"{module} is not in src/README.md")
        return
    for match in INCLUDE.finditer(source.text):
        path = match.group(2)
        public = re.match(r"leadvault/([^/]+)/", path)
        private = re.match(r"([^/]+)/", path) if match.group(1) == '"' and not public else None
        if private and private.group(1) not in levels:
            private = None  # a folder inside the module
        used = (public or private).group(1) if public or private else module
        line = source.line_of(match.start())
        if used == module:
            continue
        if used not in levels:
            yield source.find("unknown-module", line, used)
        elif levels[used] >= levels[module] or (module, used) in FORBIDDEN_PAIRS:
            yield source.find("level", line, f"{module} may not include {used}")


def check_lengths(source):
    if not source.is_cpp():
        return
    lines = source.lines()
    count = len(lines) - (lines[-1] == "")
    limit = LINES_MAX[source.path[-4:]]
    if count > limit:
        yield source.find("file-length", count, f"{count} lines, at most {limit}")
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            yield source.find("columns", number, f"{len(line)} columns, at most {COLUMNS_MAX}")


def functions(code):
    """(first, last) positions of the outermost blocks that are neither types nor data."""
    code = PREPROCESSOR.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), code)
    stack, since = [], 0
    for match in re.finditer(r"[{};]", code):
        position = match.start()
        if match.group() == ";":
            if not any(kind == "block" for kind, _ in stack):
                since = position + 1
            continue
        if match.group() == "}":
            if stack:
                kind, start = stack.pop()
                if kind == "block" and not any(k == "block" for k, _ in stack):
                    yield start, position
            since = position + 1
            continue
        before = code[since:position]
        if "(" not in before and TYPE_BLOCK.search(before):
            stack.append(("type", position))
        elif "(" not in before and "=" in before:
            stack.append(("data", position))
        elif any(kind == "data" for kind, _ in stack):
            stack.append(("data", position))
        else:
            stack.append(("block", position))
        since = position + 1


def check_functions(source):
    if not source.is_cpp():
        return
    for start, end in functions(source.code):
        first, last = source.line_of(start), source.line_of(end)
        if last - first + 1 > FUNCTION_LINES_MAX:
            detail = f"{last - first + 1} lines, at most {FUNCTION_LINES_MAX}"
            yield source.find("function-length", first, detail)


def check_headers(source):
    if not source.path.endswith(".hpp"):
        return
    if "#pragma once" not in source.text:
        yield source.find("pragma-once", 1)
    includes = len(INCLUDE.findall(source.text))
    if includes > HEADER_INCLUDES_MAX:
        yield source.find("header-includes", 1, f"{includes}, at most {HEADER_INCLUDES_MAX}")
    if source.path.startswith("include/leadvault/"):
        text = source.text.replace("#pragma once", "", 1).lstrip()
        opening = re.match(r"(?:[ \t]*//[^\n]*\n)*", text).group(0).count("\n")
        if not 2 <= opening <= 5:
            detail = f"a public header opens with 2 to 5 lines of comment, not {opening}"
            yield source.find("header-opening", 1, detail)
