#include "cli/help.hpp"
#include "cli/suggest.hpp"
#include "fake.hpp"
#include "support/catch.hpp"

#include "leadvault/cli/exit_code.hpp"

#include <cstdlib>
#include <set>

using namespace lv;
using namespace lv::cli;
using test::Bench;

TEST_CASE("every command has a summary, an example that names it and help on each option",
          "[cli]") {
  Bench bench;
  std::set<std::string> paths;
  for (const auto& command : client_commands(bench.context)) {
    INFO(command.path);
    CHECK(paths.insert(command.path).second);
    CHECK_FALSE(command.summary.empty());
    REQUIRE_FALSE(command.examples.empty());
    for (const auto& example : command.examples) {
      CHECK(example.find("leadvault " + command.path) != std::string::npos);
    }
    for (const auto& option : command.options) CHECK_FALSE(option.help.empty());
    bench.terminal.out_text.clear();
    auto words = words_of(command.path);
    words.emplace_back("--help");
    CHECK(bench.run(words) == 0);
    CHECK(bench.terminal.out_text.find("Examples:") != std::string::npos);
  }
}

TEST_CASE("no option of any command takes a key, a passphrase or a value to search for", "[cli]") {
  Bench bench;
  for (const auto& command : client_commands(bench.context)) {
    for (const auto& option : command.options) {
      INFO(command.path << " " << option.name);
      CHECK(option.name != "--key");
      CHECK(option.name != "--password");
      CHECK(option.name != "--passphrase");
      CHECK(option.name != "--value");
      CHECK(option.name != "--email");
      CHECK(option.name != "--phone");
    }
  }
}

TEST_CASE("a mistyped command or option names the nearest one", "[cli]") {
  Bench bench;
  CHECK(bench.run({"lead", "gte", "x"}) == 2);
  CHECK(bench.terminal.err_text.find("did you mean get?") != std::string::npos);
  bench.terminal.err_text.clear();
  CHECK(bench.run({"staus"}) == 2);
  CHECK(bench.terminal.err_text.find("did you mean status?") != std::string::npos);
  bench.terminal.err_text.clear();
  CHECK(bench.run({"lead", "get", "lead_1", "--feilds", "email"}) == 2);
  CHECK(bench.terminal.err_text.find("did you mean --fields?") != std::string::npos);
  CHECK(nearest("zzzzzz", {"lead", "audit"}).empty());
}

TEST_CASE("an argument that is not expected is refused without repeating it", "[cli]") {
  Bench bench;
  CHECK(bench.run({"lead", "search", "jane@example.com"}) == 2);
  CHECK(bench.run({"lead", "search", "--email=jane@example.com"}) == 2);
  CHECK(bench.run({"lead", "search", "--by", "jane@example.com"}) == 2);
  CHECK(bench.terminal.err_text.find("jane") == std::string::npos);
  CHECK(bench.server.requests.empty());
}

TEST_CASE("what is required and missing is named", "[cli]") {
  Bench bench;
  CHECK(bench.run({"lead", "get"}) == 2);
  CHECK(bench.terminal.err_text.find("ID is missing") != std::string::npos);
  bench.terminal.err_text.clear();
  CHECK(bench.run({"lead", "update", "lead_1"}) == 2);
  CHECK(bench.terminal.err_text.find("--if-match is missing") != std::string::npos);
}

TEST_CASE("help exit-codes lists every exit code", "[cli]") {
  Bench bench;
  CHECK(bench.run({"help", "exit-codes"}) == 0);
  for (int code = 0; code <= 10; ++code) {
    CHECK(bench.terminal.out_text.find("  " + std::to_string(code) + " ") != std::string::npos);
  }
}

TEST_CASE("help of the program lists every command, and --version the version", "[cli]") {
  Bench bench;
  CHECK(bench.run({"--help"}) == 0);
  for (const auto& command : client_commands(bench.context)) {
    CHECK(bench.terminal.out_text.find("  " + command.path) != std::string::npos);
  }
  bench.terminal.out_text.clear();
  CHECK(bench.run({"--version"}) == 0);
  CHECK(bench.terminal.out_text == "leadvault 1.2.3\n");
  CHECK(bench.run({"lead"}) == 2);
}

TEST_CASE("the completion of bash offers commands, options and choices", "[cli]") {
  Bench bench;
  REQUIRE(bench.run({"completion", "bash"}) == 0);
  const auto file = bench.folder.write("completion.bash", bench.terminal.out_text);
  const auto complete = [&](const std::string& words, int position) {
    const auto result = bench.folder / "result";
    const auto script = "source " + file + "; COMP_WORDS=(" + words +
                        "); COMP_CWORD=" + std::to_string(position) +
                        "; _leadvault; echo \"${COMPREPLY[@]}\" > " + result;
    REQUIRE(std::system(("bash -c '" + script + "'").c_str()) == 0);
    return test::Folder::read(result);
  };
  CHECK(complete("leadvault le", 1) == "lead\n");
  CHECK(complete("leadvault lead se", 2) == "search\n");
  CHECK(complete("leadvault lead search --by ex", 4) == "external-id\n");
  CHECK(complete("leadvault lead get --fie", 3) == "--fields\n");
}

TEST_CASE("the completions of zsh and fish name every command; other shells are refused", "[cli]") {
  Bench bench;
  CHECK(bench.run({"completion", "zsh"}) == 0);
  CHECK(bench.terminal.out_text.starts_with("#compdef leadvault"));
  bench.terminal.out_text.clear();
  CHECK(bench.run({"completion", "fish"}) == 0);
  for (const auto& command : client_commands(bench.context)) {
    CHECK(bench.terminal.out_text.find(words_of(command.path).back()) != std::string::npos);
  }
  CHECK(bench.run({"completion", "tcsh"}) == 2);
}

TEST_CASE("each refusal has its exit code", "[cli]") {
  CHECK(exit_code_of_status(200) == ExitCode::ok);
  CHECK(exit_code_of_status(400) == ExitCode::failed);
  CHECK(exit_code_of_status(401) == ExitCode::not_authenticated);
  CHECK(exit_code_of_status(403) == ExitCode::denied);
  CHECK(exit_code_of_status(404) == ExitCode::not_found);
  CHECK(exit_code_of_status(409) == ExitCode::conflict);
  CHECK(exit_code_of_status(412) == ExitCode::conflict);
  CHECK(exit_code_of_status(428) == ExitCode::conflict);
  CHECK(exit_code_of_status(429) == ExitCode::unavailable);
  CHECK(exit_code_of_status(503) == ExitCode::unavailable);
  CHECK(exit_code_of_status(500) == ExitCode::failed);
  CHECK(exit_code_of(Errc::integrity) == ExitCode::verification_failed);
  CHECK(exit_code_of(Errc::unavailable) == ExitCode::unavailable);
  CHECK(exit_code_of(Errc::wrong_key) == ExitCode::failed);
}
