#include "cli/help.hpp"
#include "fake.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::cli;
using test::Bench;

namespace {

constexpr const char* sound =
    "@id(\"p\") permit (principal in Role::\"crm_integration\", action == Action::\"listLeads\", "
    "resource);\n";
constexpr const char* warned =
    "@id(\"w\") permit (principal in Role::\"crm\", action == Action::\"listLeads\", resource);\n";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A command that takes values by position, one and then many.
struct Variadic {
  Bench bench;
  Parsed given;
  Command command{"pack",
                  Group::other,
                  "Pack files",
                  {"leadvault pack box a b"},
                  {{"BOX", "", "the box", Need::required, {}},
                   {"FILE", "", "what goes in", {}, {}, Count::many},
                   {"--level", "N", "how tight", {}, {}}},
                  [this](const Parsed& parsed) {
                    given = parsed;
                    return 0;
                  }};

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "pack");
    return run_command_line({command}, bench.context, words);
  }
};

} // namespace

TEST_CASE("the last argument by position takes many values, options among them", "[cli]") {
  Variadic pack;
  CHECK(pack.run({"box", "a", "b", "--level", "3", "c"}) == 0);
  CHECK(pack.given.get("BOX") == "box");
  CHECK(pack.given.all("FILE") == std::vector<std::string>{"a", "b", "c"});
  CHECK(pack.given.get("--level") == "3");
  CHECK(pack.run({"box"}) == 0);
  CHECK(pack.given.all("FILE").empty());
  CHECK(pack.run({}) == 2);
  CHECK(pack.run({"box", "--level", "1", "--level", "2"}) == 2);
  CHECK(contains(help_of(pack.command), "leadvault pack BOX [FILE...] [OPTIONS]"));
}

TEST_CASE("policy check says that the shipped policies are sound, and how many they are", "[cli]") {
  Bench bench;
  CHECK(bench.run({"policy", "check"}) == 0);
  CHECK(contains(bench.terminal.err_text, "policies in 6 files are sound."));
  CHECK(bench.terminal.out_text.empty());
  CHECK(bench.run({"policy", "check", LV_SOURCE_DIR "/policies", "--json"}) == 0);
  CHECK(contains(bench.terminal.out_text, R"("errors":[],"warnings":[])"));
  CHECK(bench.server.requests.empty());
}

TEST_CASE("policy check tells each error by file, line and column", "[cli]") {
  Bench bench;
  const auto bad = bench.folder.write("bad.cedar", "@id(\"p\")\npermit (principal, resource);");
  const auto wrong = bench.folder.write(
      "wrong.cedar", "@id(\"q\") permit (principal, action == Action::\"fly\", resource);");
  CHECK(bench.run({"policy", "check", bad}) == 1);
  CHECK(contains(bench.terminal.out_text, bad + ":2:20: syntax: "));
  bench.terminal.out_text.clear();
  CHECK(bench.run({"policy", "check", wrong, "--json"}) == 1);
  CHECK(contains(bench.terminal.out_text, R"("rule":"validation")"));
  CHECK(contains(bench.terminal.err_text, "the policies, with the schema of"));
}

TEST_CASE("policy check warns with exit code 0, and 1 when asked to", "[cli]") {
  Bench bench;
  const auto file = bench.folder.write("w.cedar", warned);
  const auto other = bench.folder.write("p.cedar", sound);
  CHECK(bench.run({"policy", "check", other, file}) == 0);
  CHECK(contains(bench.terminal.out_text, file + ":1:18: warning: unknown-name: "));
  CHECK(contains(bench.terminal.err_text, "2 policies in 2 files: valid, 1 warning."));
  CHECK(bench.run({"policy", "check", file, "--warnings-as-errors"}) == 1);
  CHECK(bench.run({"policy", "check", other, "--warnings-as-errors"}) == 0);
}

TEST_CASE("policy check refuses what it cannot tell apart, and what is not there", "[cli]") {
  Bench bench;
  const auto file = bench.folder.write("p.cedar", sound);
  const std::string folder = LV_SOURCE_DIR "/policies";
  CHECK(bench.run({"policy", "check", folder, file}) == 2);
  CHECK(bench.run({"policy", "check", folder, "--policies", folder}) == 2);
  CHECK(bench.run({"policy", "check", bench.folder / "none.cedar"}) == 1);
  CHECK(contains(bench.terminal.out_text, "none.cedar: unreadable-file: there is no such file"));
  bench.terminal.out_text.clear();
  bench.environment["LEADVAULT_POLICIES"] = bench.folder / "nowhere";
  CHECK(bench.run({"policy", "check", file}) == 1);
  CHECK(contains(bench.terminal.err_text, bench.folder / "nowhere"));
  CHECK(contains(bench.terminal.out_text, "fields.toml: no-such-file"));
}

TEST_CASE("policy test tries the shipped cases", "[cli]") {
  Bench bench;
  CHECK(bench.run({"policy", "test"}) == 0);
  CHECK(contains(bench.terminal.out_text, " passed, 0 failed\n"));
  bench.terminal.out_text.clear();
  CHECK(bench.run({"policy", "test", "--json"}) == 0);
  CHECK(contains(bench.terminal.out_text, R"("failed":0,"failures":[],"errors":[]})"));
}

TEST_CASE("policy test shows what a case expected and what came", "[cli]") {
  Bench bench;
  std::filesystem::create_directory(bench.folder / "cases");
  bench.folder.write("cases/a.json", R"({"about": "a", "tests": [
    {"name": "A rep lists leads", "principal": {"kind": "user", "roles": ["sales_rep"]},
     "action": "listLeads", "decision": "deny", "reasons": []}]})");
  CHECK(bench.run({"policy", "test", bench.folder / "cases"}) == 1);
  CHECK(bench.terminal.out_text ==
        "a.json: A rep lists leads\n"
        "  expected deny by no policy; came allow by sales-rep-calls\n0 passed, 1 failed\n");
  bench.terminal.out_text.clear();
  CHECK(bench.run({"policy", "test", bench.folder / "cases", "--json"}) == 1);
  CHECK(contains(bench.terminal.out_text, R"("file":"a.json","case":"A rep lists leads")"));
}

TEST_CASE("policy test refuses an empty folder and a malformed file by their names", "[cli]") {
  Bench bench;
  std::filesystem::create_directory(bench.folder / "cases");
  CHECK(bench.run({"policy", "test", bench.folder / "cases"}) == 1);
  CHECK(contains(bench.terminal.out_text, "cases: no-cases: "));
  bench.folder.write("cases/a.json", R"({"about": "a", "tests": [{"nane": "x"}]})");
  CHECK(bench.run({"policy", "test", bench.folder / "cases"}) == 1);
  CHECK(contains(bench.terminal.out_text, "a.json#/tests/0/nane: unknown-member: "));
  bench.folder.write("cases/a.json", "{");
  CHECK(bench.run({"policy", "test", bench.folder / "cases"}) == 1);
  CHECK(contains(bench.terminal.out_text, "a.json:1:2: syntax: "));
  CHECK(bench.run({"policy", "test", bench.folder / "none"}) == 1);
  CHECK(contains(bench.terminal.out_text, "unreadable-folder"));
}
