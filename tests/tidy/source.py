"""A source file as the rules see it: its text, and the same text without comments and strings."""
import re
from dataclasses import dataclass, field

TOKENS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    detail: str = ""

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}" + (f": {self.detail}" if self.detail else "")


def blank(match):
    """Keeps line breaks and length, so that positions stay valid; strings stay as empty quotes."""
    text = match.group(0)
    kept = re.sub(r"[^\n]", " ", text)
    if text.startswith("/"):
        return kept
    return '"' + kept[1:-1] + '"'


@dataclass
class Source:
    path: str
    text: str
    code: str = field(init=False)

    def __post_init__(self):
        self.code = TOKENS.sub(blank, self.text) if self.is_cpp() else self.text

    def is_cpp(self):
        return self.path.endswith((".cpp", ".hpp"))

    def lines(self):
        return self.text.split("\n")

    def line_of(self, position):
        return self.text.count("\n", 0, position) + 1

    def find(self, rule, line, detail=""):
        return Finding(self.path, line, rule, detail)

    def module(self):
        """The module a file of src/ or include/leadvault/ belongs to, else None."""
        match = re.match(r"(?:src|include/leadvault)/([^/]+)/", self.path)
        return match.group(1) if match and match.group(1) != "cmake" else None
