"""Plants one bad snippet per rule and expects exactly that rule to speak; then good ones."""
import sys

from source import Source
from tidy import check

LEVELS = {"base": 0, "crypto": 1, "http": 1, "keys": 2, "store": 3, "audit": 3, "app": 7}
LONG_BODY = "  x();\n" * 70
KEY = "-----BEGIN " + "PRIVATE KEY-----\n" + "A" * 64 + "\n"

BAD = [
    ("level", "src/crypto/a.cpp", '#include "leadvault/keys/keyring.hpp"\n'),
    ("level", "src/crypto/a.cpp", '#include "http/session.hpp"\n'),
    ("level", "include/leadvault/audit/a.hpp",
     '// a\n// b\n#pragma once\n#include "leadvault/store/store.hpp"\n'),
    ("level", "src/store/a.cpp", '#include "leadvault/keys/keyring.hpp"\n'),
    ("unknown-module", "src/extra/a.cpp", "int a;\n"),
    ("unknown-module", "src/app/a.cpp", '#include "leadvault/extra/a.hpp"\n'),
    ("file-length", "src/base/a.cpp", "int a;\n" * 401),
    ("file-length", "src/base/a.hpp", "#pragma once\n" + "int a;\n" * 200),
    ("columns", "src/base/a.cpp", "//" + "x" * 99 + "\n"),
    ("function-length", "src/base/a.cpp", "void f() {\n" + LONG_BODY + "}\n"),
    ("function-length", "src/base/a.cpp", "namespace x {\nint f(int a) {\n" + LONG_BODY + "}\n}\n"),
    ("function-length", "src/base/a.cpp", "struct S {\n S() : a{1} {\n" + LONG_BODY + "}\n};\n"),
    ("function-length", "tests/unit/a_test.cpp", 'TEST_CASE("{", "[x]") {\n' + LONG_BODY + "}\n"),
    ("pragma-once", "src/base/a.hpp", "int a;\n"),
    ("header-includes", "src/base/a.hpp", "#pragma once\n" + "#include <map>\n" * 13),
    ("header-opening", "include/leadvault/base/a.hpp", "// one line\n#pragma once\n"),
    ("header-opening", "include/leadvault/base/a.hpp", "// a\n" * 6 + "#pragma once\n"),
    ("await-argument", "src/http/a.cpp", "co_await f([text] { return text; });\n"),
    ("await-argument", "src/http/a.cpp", "auto r = co_await f(1,\n  [=](int) { return a; });\n"),
    ("await-argument", "src/http/a.cpp", "co_await f([n = std::move(m)]() mutable {});\n"),
    ("await-argument", "src/http/a.cpp", "co_await f(Options{1, 2});\n"),
    ("await-argument", "src/http/a.cpp", "co_await f(x, net::Options{1});\n"),
    ("await-argument", "src/http/a.cpp", "co_await f({.a = 1});\n"),
    ("await-argument", "src/http/a.cpp", 'co_await f(x, {"a", "b"});\n'),
    ("await-argument", "src/http/a.cpp", 'co_await f(c ? std::string("a") : std::string());\n'),
    ("shell", "src/app/a.cpp", 'void f() { std::system("ls"); }\n'),
    ("shell", "src/app/a.cpp", 'void f() { popen("ls", "r"); }\n'),
    ("getenv", "src/crypto/a.cpp", 'auto a = std::getenv("A");\n'),
    ("console", "src/crypto/a.cpp", 'void f() { std::printf("x"); }\n'),
    ("console", "src/crypto/a.cpp", 'void f() { std::cerr << 1; }\n'),
    ("secret-access", "src/http/a.cpp", "auto a = key.reveal();\n"),
    ("secret-access", "src/store/a.cpp", "auto a = key->writable();\n"),
    ("unsafe-copy", "src/http/a.cpp", "void f() { strcpy(a, b); }\n"),
    ("memory-compare", "src/crypto/a.cpp", "bool a = std::memcmp(b, c, 32) == 0;\n"),
    ("weak-random", "src/http/a.cpp", "int a = rand();\n"),
    ("lock-resolved", "package-lock.json", '{\n "resolved": "x"\n}\n'),
    ("registry", ".npmrc", "registry=x\n"),
    ("registry", "tests/package-lock.json", '"a": "https://host/a-1.0.0.tgz"\n'),
    ("private-key", "keys/a.txt", KEY),
    ("trailing-space", "README.md", "a \n"),
    ("trailing-space", "README.md", "a\r\n"),
    ("loose-end", "README.md", "TO" + "DO: later\n"),
    ("final-newline", "README.md", "a"),
]

GOOD = [
    ("src/app/a.cpp", '#include "leadvault/keys/keyring.hpp"\n#include "app/wiring.hpp"\n'),
    ("src/store/a.cpp", '#include "sqlcipher/rows.hpp"\n#include "leadvault/crypto/seal.hpp"\n'),
    ("src/base/a.cpp", "namespace x {\n" + "void f() {\n}\n" * 100 + "}\n"),
    ("src/base/a.cpp", "#define F(a) a\nnamespace x {\n" + "void f() {\n}\n" * 100 + "}\n"),
    ("src/base/a.cpp", "class A {\n" + "  int a();\n" * 100 + "};\n"),
    ("src/base/a.cpp", "constexpr int table[] = {\n" + "  1,\n" * 100 + "};\n"),
    ("include/leadvault/base/a.hpp", "// what it is\n// who owns it\n#pragma once\n"),
    ("src/http/a.cpp", "co_await f(std::move(options), name, make(1), Id(2));\n"),
    ("src/http/a.cpp", "co_await f(x, lead::PurposeId{});\n"),
    ("src/http/a.cpp", "co_await f([&a, &b] { return a; });\n"),
    ("src/http/a.cpp", "co_await f([this] { close(); });\nOptions o{1};\n"),
    ("src/http/a.cpp", "spawn([text]() -> Task { co_await f(text); });\n"),
    ("src/http/a.cpp", "if (co_await f(x)) { g(Options{1}); }\n"),
    ("src/http/a.cpp", "// system(1), printf(2), co_await f(A{1});\n"),
    ("src/http/a.cpp", 'auto a = "co_await f({1})";\nstd::snprintf(a, 1, "x");\n'),
    ("src/http/a.cpp", "int a = 1'000'000; void f() { file_system(a); }\n"),
    ("src/keys/a.cpp", "auto a = key.reveal();\n"),
    ("src/base/a.cpp", "bool a = sodium_memcmp(b, c, 32) == 0;\n"),
    (".npmrc", "omit-lockfile-registry-resolved=true\n"),
    ("tests/fuzz/corpus/x/a", "a \r\n"),
    ("src/crypto/a.cpp", 'auto head = "-----BEGIN ' + 'PRIVATE KEY-----";\n'),
]


def rules_of(path, text):
    return sorted({finding.rule for finding in check(Source(path, text), LEVELS)})


def main():
    wrong = 0
    for rule, path, text in BAD:
        spoke = rules_of(path, text)
        if spoke != [rule]:
            wrong += 1
            print(f"planted {rule}, heard {spoke or 'nothing'}: {text[:80]!r}")
    for path, text in GOOD:
        spoke = rules_of(path, text)
        if spoke:
            wrong += 1
            print(f"planted nothing, heard {spoke}: {text[:80]!r}")
    print(f"{len(BAD)} bad and {len(GOOD)} good snippets, {wrong} judged wrongly")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
