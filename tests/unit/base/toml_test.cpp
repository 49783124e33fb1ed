#include "support/catch.hpp"

#include "leadvault/base/toml.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace lv;

namespace {

std::optional<TomlTable> read(std::string_view text, Violations& findings) {
  const auto path = std::filesystem::temp_directory_path() / "lv-toml-test.toml";
  std::ofstream(path) << text;
  auto table = read_toml(path.string(), findings);
  std::filesystem::remove(path);
  return table;
}

Violations findings_of(std::string_view text) {
  Violations findings;
  const auto table = read(text, findings);
  CHECK(table.has_value() == findings.empty());
  return findings;
}

} // namespace

TEST_CASE("strings of TOML come back as they were written, of either kind", "[base]") {
  Violations findings;
  const auto table =
      read("a = \"Stra\u00dfe \\\"\\\\ \\u00e9 \U0001f512\"\r\nb = 'C:\\d \"\u00e9\" #'"
           " # \"no'\nc = \"#\"\n",
           findings);
  REQUIRE(table);
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : *table) texts[name] = std::get<std::string>(value.data);
  CHECK(texts == std::map<std::string, std::string>{{"a", "Stra\u00dfe \"\\ \u00e9 \U0001f512"},
                                                    {"b", "C:\\d \"\u00e9\" #"},
                                                    {"c", "#"}});
}

TEST_CASE("malformed TOML is a finding with its line, whatever is wrong", "[base]") {
  CHECK(findings_of("a = 1\n").empty());
  for (const char* text : {"a = 1\n[)", "a = 1\n[[)", "a = 1\n[[ ", "a = 1\n)", "a = 1\n= 2",
                           "a = 1\na = 2", "a = 1\nb.) = 2", "a = 1\nb = {) = 2}"}) {
    INFO(text);
    const auto findings = findings_of(text);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "toml-syntax");
    CHECK(findings[0].pointer == "lv-toml-test.toml:2");
  }
}

TEST_CASE("characters beyond ASCII stand in quotes and comments of TOML, nowhere else", "[base]") {
  CHECK(findings_of("\"Stra\u00dfe\" = '\u00e9' # \u00e9\n\"a\\\"\u00e9\" = 1\n").empty());
  CHECK(findings_of("a.\"\u00e9\" = [\"\u00e9\", '\u00e9']\r\n[b.\"\u00e9\"]\r\n").empty());
  for (const char* text :
       {"a = 1\n\u00e9 = 2", "a = 1\nb = [4]\ufefe", "a = 1\nb = \"x\" \u2c60",
        "a = 1\nb = \"\"\"x\n\"\"\"", "a = 1\nb = '''x'''", "a = 1\nb = 0*OO'OO\ufefe'",
        "a = 1\nb = \"x\"'\ufefe'", "a = 1\nb = 1.[\"4t\u0341.0:d = \u00eb\u00eb \"/",
        "a = 1\nb = ''\"x\"''", "a = 1\nb = ''\"x\"\nc = 1\nd = \"y\"''", "a = 1\nb = \"\\\u00e9\"",
        "a = 1\nb = 4\x03\"\ufefe\"", "a = 1\nb = \"\ufefe"}) {
    INFO(text);
    const auto findings = findings_of(text);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "toml-syntax");
    CHECK(findings[0].pointer == "lv-toml-test.toml:2");
  }
}
