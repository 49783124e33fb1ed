#include "cli/files.hpp"
#include "cli/profile.hpp"
#include "fake.hpp"
#include "support/catch.hpp"

#include <filesystem>

using namespace lv;
using namespace lv::cli;
using test::Bench;

namespace {

Result<Response> serving(const Request&) {
  return test::json_response(200,
                             R"({"version":"1","sealed":null,"catalogue":"aa","policy_set":"bb"})");
}

} // namespace

TEST_CASE("a key file open to others, linked, empty or without a key is refused", "[cli]") {
  const test::Folder folder;
  const auto key = test::api_key_text();
  CHECK(read_key_file(folder.write("good", key + "\n")));
  CHECK(read_key_file(folder.write("header", "Authorization: Bearer " + key + "\n")));
  CHECK(read_key_file(folder.write("read-only", key, 0400)));
  CHECK_FALSE(read_key_file(folder.write("group", key, 0640)));
  CHECK_FALSE(read_key_file(folder.write("others", key, 0604)));
  CHECK_FALSE(read_key_file(folder.write("empty", "")));
  CHECK_FALSE(read_key_file(folder / "absent"));
  auto mistyped = key;
  mistyped[40] = mistyped[40] == 'a' ? 'b' : 'a';
  CHECK_FALSE(read_key_file(folder.write("mistyped", mistyped)));
  std::filesystem::create_symlink(folder / "good", folder / "link");
  CHECK_FALSE(read_key_file(folder / "link"));
}

TEST_CASE("a refused key file ends with exit code 4, names the file and never its content",
          "[cli]") {
  Bench bench;
  bench.environment["LEADVAULT_KEY_FILE"] = bench.folder.write("loose", bench.key, 0644);
  CHECK(bench.run({"status"}) == 4);
  CHECK(bench.terminal.err_text.find("loose") != std::string::npos);
  CHECK(bench.terminal.err_text.find("0600") != std::string::npos);
  CHECK(bench.terminal.err_text.find(bench.key) == std::string::npos);
  CHECK(bench.server.requests.empty());
}

TEST_CASE("a flag goes before the environment, the environment before the profile", "[cli]") {
  Bench bench;
  bench.server.answer = serving;
  bench.environment.clear();
  bench.folder.write("other", test::api_key_text());
  const auto profile = bench.folder.write("config.toml", "url = \"https://profile:1\"\n"
                                                         "key_file = \"key\"\n"
                                                         "ca_file = \"ca.pem\"\n"
                                                         "purpose = \"audit\"\n");
  REQUIRE(bench.run({"status", "--profile", profile}) == 0);
  CHECK(bench.options.url == "https://profile:1");
  CHECK(bench.options.ca_file == bench.folder / "ca.pem");
  CHECK(std::string(bench.options.api_key) == bench.key);
  bench.environment["LEADVAULT_URL"] = "https://environment:2";
  REQUIRE(bench.run({"status", "--profile", profile}) == 0);
  CHECK(bench.options.url == "https://environment:2");
  REQUIRE(bench.run({"status", "--profile", profile, "--url", "https://flag:3"}) == 0);
  CHECK(bench.options.url == "https://flag:3");
}

TEST_CASE("a profile is found under XDG_CONFIG_HOME and may be absent only there", "[cli]") {
  const test::Folder folder;
  std::filesystem::create_directories(folder / "leadvault");
  const auto environment = [&](std::string_view name) {
    return name == "XDG_CONFIG_HOME" ? folder / "" : std::string();
  };
  auto none = find_profile("", environment);
  REQUIRE(none.has_value());
  CHECK(none->url.empty());
  folder.write("leadvault/config.toml", "url = \"https://found:1\"\n");
  auto found = find_profile("", environment);
  REQUIRE(found.has_value());
  CHECK(found->url == "https://found:1");
  CHECK_FALSE(find_profile(folder / "absent.toml", environment).has_value());
}

TEST_CASE("a profile with an unknown member or broken syntax is a usage error that says where",
          "[cli]") {
  const test::Folder folder;
  const auto unknown = load_profile(folder.write("unknown.toml", "url = \"x\"\nurll = \"y\"\n"));
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().exit_code == ExitCode::usage);
  CHECK_FALSE(unknown.error().violations.empty());
  CHECK_FALSE(load_profile(folder.write("broken.toml", "url = \n")).has_value());
}

TEST_CASE("a command without address or key says what to give", "[cli]") {
  Bench bench;
  bench.environment.clear();
  CHECK(bench.run({"status"}) == 2);
  CHECK(bench.terminal.err_text.find("--url") != std::string::npos);
  bench.environment["LEADVAULT_URL"] = "https://x:1";
  CHECK(bench.run({"status"}) == 2);
  CHECK(bench.terminal.err_text.find("--key-file") != std::string::npos);
}

TEST_CASE("an address without https is refused before anything is sent", "[cli]") {
  TransportOptions options;
  options.url = "http://vault:80";
  CHECK_FALSE(open_https_transport(std::move(options)));
}

TEST_CASE("a server out of reach is unavailable, with exit code 8", "[cli]") {
  Bench bench;
  bench.context.open_transport = nullptr;
  bench.environment["LEADVAULT_URL"] = "https://127.0.0.1:1";
  CHECK(bench.run({"status"}) == 8);
}

TEST_CASE("status tells a sealed vault by exit code 8", "[cli]") {
  Bench bench;
  bench.server.answer = serving;
  CHECK(bench.run({"status"}) == 0);
  bench.server.answer = [](const Request&) -> Result<Response> {
    return test::json_response(200, R"({"version":"1","sealed":"audit-unavailable"})");
  };
  CHECK(bench.run({"status"}) == 8);
}

TEST_CASE("control characters of an answer never reach the terminal", "[cli]") {
  CHECK(printable("a\033[2Jb\x7f\xc2\x9b") == "a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(printable("Zoë 株") == "Zoë 株");
}
