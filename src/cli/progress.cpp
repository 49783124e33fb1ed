#include "cli/progress.hpp"

#include <algorithm>
#include <cstdio>

namespace lv::cli {
namespace {

constexpr std::int64_t bar_every_us = 100'000;
constexpr std::int64_t line_every_us = 5'000'000;
constexpr std::size_t bar_columns = 30;

std::string seconds_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(whole / 60),
                static_cast<long long>(whole % 60));
  return text;
}

double seconds_left(std::uint64_t part, std::uint64_t whole, double seconds) {
  if (part == 0 || whole <= part) return 0;
  return seconds * static_cast<double>(whole - part) / static_cast<double>(part);
}

} // namespace

Progress::Progress(Terminal& terminal, const Clock& clock, std::string what)
    : terminal_(terminal), clock_(clock), what_(std::move(what)), started_us_(clock.monotonic_us()),
      shown_us_(started_us_), tty_(terminal.is_tty(Stream::err)) {}

void Progress::update(std::uint64_t count, std::uint64_t part, std::uint64_t whole) {
  const auto now = clock_.monotonic_us();
  const bool complete = whole != 0 && part >= whole;
  if (now - shown_us_ < (tty_ ? bar_every_us : line_every_us) && !(tty_ && complete)) return;
  shown_us_ = now;
  const double seconds = std::max(static_cast<double>(now - started_us_) / 1e6, 1e-6);
  if (tty_) {
    bar(count, part, whole, seconds);
  } else {
    line(count, part, whole, seconds);
  }
}

void Progress::finish() {
  if (drawn_) terminal_.err("\n");
  drawn_ = false;
}

void Progress::bar(std::uint64_t count, std::uint64_t part, std::uint64_t whole, double seconds) {
  std::string text = "\r[";
  const auto filled = whole == 0 ? 0 : std::min(part, whole) * bar_columns / whole;
  text.append(filled, '#');
  text.append(bar_columns - filled, '.');
  char figures[128];
  std::snprintf(figures, sizeof figures, "] %llu %s, %.0f/s, %s left   ",
                static_cast<unsigned long long>(count), what_.c_str(),
                static_cast<double>(count) / seconds,
                seconds_text(seconds_left(part, whole, seconds)).c_str());
  terminal_.err(text + figures);
  drawn_ = true;
}

void Progress::line(std::uint64_t count, std::uint64_t part, std::uint64_t whole, double seconds) {
  JsonWriter json;
  json.begin_object().member("progress", std::string_view(what_)).member("count", count);
  json.member("per_second", static_cast<std::int64_t>(static_cast<double>(count) / seconds));
  json.member("seconds_left", static_cast<std::int64_t>(seconds_left(part, whole, seconds)));
  json.end_object();
  terminal_.err_line(json.text());
}

} // namespace lv::cli
