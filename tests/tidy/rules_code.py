"""What C++ here must not say: awaited temporaries g++ 12 miscompiles, and calls kept out."""
import re

CAPTURE = re.compile(r"(?<![\w\])])\[([^\[\]]+)\]\s*(?:\(|\{|mutable\b)")
# Strong ids (LeadId{...}) are trivial to copy, so the miscompilation cannot touch them.
TYPE_BRACES = re.compile(r"[(,]\s*(?:\w+::)*[A-Z]\w*(?<!Id)(?:<[^;{}]*>)?\s*\{")
BRACE_LIST = re.compile(r"[(,]\s*\{(?!\s*\})")
STRING_CHOICE = re.compile(r"\?[^;]*std::string\s*[({]")

SECRET_OWNERS = ("src/base/", "src/crypto/", "src/keys/", "src/sql/", "tests/", "include/")
FORBIDDEN = [
    ("shell", re.compile(r"(?<![\w.>])(?:std::|::)?(?:system|popen)\s*\("), ("tests/",)),
    ("getenv", re.compile(r"\b(?:secure_)?getenv\s*\("), ("src/app/", "src/base/", "tests/")),
    ("console", re.compile(r"\b(?:v?f?printf|puts)\s*\(|\bstd::(?:cout|cerr)\b"),
     ("src/cli/", "src/app/", "tests/")),
    ("secret-access", re.compile(r"(?:\.|->)(?:reveal|writable)\s*\(\s*\)"), SECRET_OWNERS),
    ("unsafe-copy", re.compile(r"\b(?:strcpy|strcat|sprintf|gets)\s*\("), ()),
    ("memory-compare", re.compile(r"\bmemcmp\s*\("),
     ("src/sql/file_check.cpp", "src/store/sqlcipher/token_record.hpp", "tests/")),
    ("weak-random", re.compile(r"\b(?:std::)?(?:rand|srand|random_shuffle)\s*\("), ("tests/",)),
]


def awaited(code):
    """(position, text) of what follows each co_await, up to the end of its full expression."""
    for match in re.finditer(r"\bco_await\b", code):
        depth = 0
        for position in range(match.end(), len(code)):
            character = code[position]
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth -= 1
            if depth < 0 or (character == ";" and depth == 0):
                break
        else:
            position = len(code)
        yield match.start(), code[match.end():position]


def copies(captures):
    """True when a capture list takes something by value; `this` and literals are trivial."""
    items = [item.strip() for item in captures.split(",")]
    return any(item and not item.startswith("&") and item not in ("this", "*this")
               for item in items)


def check_await(source):
    if not source.is_cpp():
        return
    for position, text in awaited(source.code):
        line = source.line_of(position)
        if any(copies(match.group(1)) for match in CAPTURE.finditer(text)):
            yield source.find("await-argument", line, "a lambda with a by-value capture")
        elif TYPE_BRACES.search(text):
            yield source.find("await-argument", line, "a temporary made with braces")
        elif BRACE_LIST.search(text):
            yield source.find("await-argument", line, "a brace list")
        if STRING_CHOICE.search(text):
            yield source.find("await-argument", line, "a conditional std::string temporary")


def check_calls(source):
    if not source.is_cpp():
        return
    for rule, pattern, allowed in FORBIDDEN:
        if source.path.startswith(allowed) if allowed else False:
            continue
        for match in pattern.finditer(source.code):
            yield source.find(rule, source.line_of(match.start()), match.group(0).strip())
