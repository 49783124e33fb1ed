// The framing list and llhttp's cases through a real listening server, plain and over TLS.
#include "support/catch.hpp"
#include "support/http_fixture.hpp"

#include "leadvault/base/json.hpp"

#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>

using namespace lv;
using namespace lv::test;

namespace {

std::optional<std::string> data_folder(const char* what) {
  const char* folder = std::getenv("LEADVAULT_TESTDATA");
  if (folder != nullptr) return std::string(folder) + "/badinput";
  std::printf("SKIPPED %s: LEADVAULT_TESTDATA is not set\n", what);
  return std::nullopt;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Final responses (1xx do not count) in a byte stream, by their Content-Length.
std::vector<int> statuses(std::string_view bytes) {
  std::vector<int> out;
  while (bytes.substr(0, 9) == "HTTP/1.1 ") {
    const auto end = bytes.find("\r\n\r\n");
    if (end == bytes.npos) break;
    RawResponse response;
    response.head = std::string(bytes.substr(0, end + 2));
    const int status = std::stoi(std::string(bytes.substr(9, 3)));
    const auto length = std::stoul(response.header("content-length").value_or("0"));
    bytes.remove_prefix(std::min(bytes.size(), end + 4 + length));
    if (status >= 200) out.push_back(status);
  }
  if (!bytes.empty()) out.push_back(-1); // bytes that belong to no response
  return out;
}

struct Seen {
  std::vector<int> statuses;
  RawClient::Rest::End end = RawClient::Rest::End::still_open;
};

enum class Afterwards { listen, half_close };

Seen talk(HttpFixture& fixture, std::string_view raw, Afterwards afterwards = Afterwards::listen) {
  auto client = fixture.connect();
  REQUIRE(client);
  client->send(raw); // may fail half-way: the server has refused and closed
  if (afterwards == Afterwards::half_close) client->finish_sending();
  const auto rest = client->rest(400);
  return {statuses(rest.bytes), rest.end};
}

http::ServerOptions quick() {
  http::ServerOptions options;
  options.limits.head_timeout_ms = 200;
  options.limits.body_timeout_ms = 200;
  options.limits.idle_timeout_ms = 30'000;
  return options;
}

bool has_transfer_encoding(std::string raw) {
  for (char& c : raw) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return raw.find("\r\ntransfer-encoding:") != std::string::npos;
}

void check_rejected(const Seen& seen) {
  CHECK(seen.statuses.size() <= 1);
  CHECK(seen.end == RawClient::Rest::End::closed);
  for (const int status : seen.statuses) CHECK((status >= 400 && status < 500));
}

void check_case(HttpFixture& fixture, const JsonValue& row) {
  const std::string id(*row.find("id")->as_string());
  const std::string expect(*row.find("expect")->as_string());
  const auto decoded = from_base64(*row.find("raw_b64")->as_string());
  REQUIRE(decoded);
  const std::string raw(text_of(*decoded));
  INFO(id << " expects " << expect);
  const auto seen = talk(fixture, raw);
  if (has_transfer_encoding(raw)) { // refused by design, whatever else is right or wrong
    check_rejected(seen);
    if (expect == "accept") CHECK(seen.statuses == std::vector<int>{411});
  } else if (expect == "reject") {
    check_rejected(seen);
  } else if (expect == "accept") {
    CHECK(seen.statuses == std::vector<int>(id == "pipeline" ? 2 : 1, 200));
  } else {
    CHECK(seen.statuses.size() <= 1);
  }
}

void run_framing_list(Wire wire) {
  const auto folder = data_folder("HTTP framing list");
  if (!folder) return;
  HttpFixture fixture(wire, echo, quick());
  REQUIRE(fixture.started());
  std::ifstream in(*folder + "/http1_framing_cases.jsonl");
  int count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    const auto row = parse_json(line);
    REQUIRE(row);
    check_case(fixture, *row);
  }
  CHECK(count == 113);
}

// The ```http blocks of llhttp's Markdown: \r and \n are written out, real line ends do not count.
std::vector<std::string> llhttp_cases(const std::string& markdown) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while ((at = markdown.find("```http\n", at)) != std::string::npos) {
    at += 8;
    const auto end = markdown.find("\n```", at);
    const std::string block = markdown.substr(at, end - at);
    std::string raw;
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (block[i] == '\\' && i + 1 < block.size() &&
          (block[i + 1] == 'r' || block[i + 1] == 'n')) {
        raw += block[++i] == 'r' ? '\r' : '\n';
        // "\r\n" at the end of a source line stands for itself: the source's own line end is
        // skipped
        if (i + 1 < block.size() && block[i + 1] == '\n') ++i;
      } else if (block[i] == '\n') {
        raw += "\r\n";
      } else {
        raw += block[i];
      }
    }
    if (raw.size() < 2 || raw.substr(raw.size() - 2) != "\r\n") raw += "\r\n";
    out.push_back(raw);
    at = end;
  }
  return out;
}

// How many heads a reader could see at most: blank lines in any notation.
std::size_t heads_at_most(const std::string& raw) {
  static const std::regex blank("\r?\n\r?\n");
  const auto begin = std::sregex_iterator(raw.begin(), raw.end(), blank);
  return static_cast<std::size_t>(std::distance(begin, std::sregex_iterator()));
}

void check_hostile(HttpFixture& fixture, const std::string& name, const std::string& raw) {
  INFO(name);
  const auto seen = talk(fixture, raw, Afterwards::half_close);
  CHECK(seen.statuses.size() <= heads_at_most(raw) + 1);
  bool refused = false;
  for (const int status : seen.statuses) {
    CHECK(!refused); // nothing is answered after a refusal
    CHECK(status != 500);
    CHECK(status != -1);
    refused = status != 200;
  }
  if (refused) CHECK(seen.end == RawClient::Rest::End::closed);
}

void unpack(const std::string& archive, const std::filesystem::path& into) {
  std::filesystem::create_directories(into);
  const std::string command = "tar xf '" + archive + "' -C '" + into.string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
}

} // namespace

TEST_CASE("the framing list has no deviation on a plain socket", "[http]") {
  run_framing_list(Wire::plain);
}

TEST_CASE("the framing list has no deviation over TLS", "[http]") { run_framing_list(Wire::tls); }

TEST_CASE("llhttp's requests never get an answer after a refusal", "[http]") {
  const auto folder = data_folder("llhttp request cases");
  if (!folder) return;
  TemporaryFolder temporary;
  unpack(*folder + "/http1.tar.gz", temporary.path());
  HttpFixture fixture(Wire::plain, echo, quick());
  int count = 0;
  const auto cases = temporary.path() / "http1/llhttp/test/request";
  for (const auto& file : std::filesystem::directory_iterator(cases)) {
    for (const auto& raw : llhttp_cases(read_file(file.path()))) {
      const auto name = file.path().filename().string() + "\n" + raw;
      check_hostile(fixture, name, raw);
      // Most of them name no host and fall to that rule: once more with one.
      const auto line_end = raw.find("\r\n");
      check_hostile(fixture, name, std::string(raw).insert(line_end + 2, "Host: a\r\n"));
      ++count;
    }
  }
  CHECK(count > 100);
}

TEST_CASE("Beast's fuzz seeds neither stop the server nor get an answer after a refusal",
          "[http]") {
  const auto folder = data_folder("Beast fuzz seeds");
  if (!folder) return;
  TemporaryFolder temporary;
  unpack(*folder + "/http1.tar.gz", temporary.path());
  unpack((temporary.path() / "http1/beast-fuzz-seeds/test/fuzz/seeds.tar").string(),
         temporary.path() / "seeds");
  HttpFixture fixture(Wire::plain, echo, quick());
  int count = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(temporary.path() / "seeds")) {
    if (!file.is_regular_file()) continue;
    const auto group = file.path().parent_path().filename().string();
    if (group.find("request") == std::string::npos) continue;
    check_hostile(fixture, file.path().string(), read_file(file.path()));
    ++count;
  }
  CHECK(count > 0);
  const auto after = talk(fixture, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(after.statuses == std::vector<int>{200});
}
