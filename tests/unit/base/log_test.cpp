#include "support/catch.hpp"

#include "leadvault/base/json.hpp"
#include "leadvault/base/log.hpp"
#include "leadvault/base/time.hpp"

#include <unistd.h>

#include <algorithm>
#include <thread>

using namespace lv;

namespace {

std::vector<std::string> lines; // filled by the sink; cases run one after the other

struct Capture {
  Capture() {
    lines.clear();
    log::set_sink([](std::string_view line) { lines.emplace_back(line); });
  }
  ~Capture() {
    log::set_sink(nullptr);
    log::set_level(log::Level::info);
  }
};

std::string member(const JsonValue& line, const char* name) {
  const JsonValue* value = line.find(name);
  return value != nullptr && value->as_string() != nullptr
             ? std::string(std::string_view(*value->as_string()))
             : std::string("(none)");
}

} // namespace

TEST_CASE("an event is one JSON line with time, level, name and fields", "[base]") {
  const Capture capture;
  const auto lead = make_id<LeadTag>();
  log::event(log::Level::warning, "disk.slow",
             {{"op", "fsync"}, {"took_ms", 250}, {"lead", lead}, {"code", Errc::no_space}});
  REQUIRE(lines.size() == 1);
  const auto line = parse_json(lines[0]).value();
  CHECK(parse_time(member(line, "time")).has_value());
  CHECK(member(line, "level") == "warning");
  CHECK(member(line, "event") == "disk.slow");
  CHECK(member(line, "op") == "fsync");
  CHECK(*line.find("took_ms")->as_int() == 250);
  CHECK(member(line, "lead") == to_text(lead));
  CHECK(member(line, "code") == "no-space");
}

TEST_CASE("a failure names its code, sentence and place", "[base]") {
  const Capture capture;
  log::failure("store.open", LV_FAIL(integrity, "a tag does not verify"));
  const auto line = parse_json(lines.at(0)).value();
  CHECK(member(line, "level") == "error");
  CHECK(member(line, "code") == "integrity");
  CHECK(member(line, "what") == "a tag does not verify");
  CHECK(member(line, "file") == "tests/unit/base/log_test.cpp"); // nothing of the build's place
}

TEST_CASE("control characters cannot start a second line or drive a terminal", "[base]") {
  const Capture capture;
  log::event(log::Level::info, "x",
             {log::Field::operational("path", "a\n{\"level\":\"forged\"}\x1b[2J\xff\xc2\x9b")});
  REQUIRE(parse_json(lines.at(0)).has_value());
  for (const char c : lines[0]) CHECK(static_cast<unsigned char>(c) >= 0x20);
  CHECK(lines[0].find("\xc2\x9b") == std::string::npos);
}

TEST_CASE("what lies below the level is not written", "[base]") {
  const Capture capture;
  log::event(log::Level::debug, "quiet");
  CHECK(lines.empty());
  log::set_level(log::Level::debug);
  log::event(log::Level::debug, "loud");
  CHECK(lines.size() == 1);
}

TEST_CASE("lines of several threads arrive whole on stderr", "[base]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const int kept = dup(STDERR_FILENO);
  REQUIRE(dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
  std::string got;
  std::thread reader([&] {
    char buffer[4096];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
      got.append(buffer, static_cast<std::size_t>(n));
  });
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([t] {
        for (int i = 0; i < 200; ++i) log::event(log::Level::info, "tick", {{"t", t}, {"i", i}});
      });
  }
  dup2(kept, STDERR_FILENO);
  close(kept);
  close(ends[1]);
  reader.join();
  close(ends[0]);
  int whole = 0;
  for (std::size_t at = 0; at < got.size();) {
    const std::size_t end = got.find('\n', at);
    REQUIRE(end != std::string::npos);
    REQUIRE(parse_json(std::string_view(got).substr(at, end - at)).has_value());
    ++whole;
    at = end + 1;
  }
  CHECK(whole == 800);
}
