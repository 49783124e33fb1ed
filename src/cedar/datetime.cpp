#include "cedar/digits.hpp"
#include "cedar/extension.hpp"

#include <chrono>

namespace lv::cedar {

namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;

// Exactly `count` digits.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(0, count)) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return number;
}

// Exactly `count` digits of a number below `end`.
std::optional<int> take_below(std::string_view& text, std::size_t count, int end) {
  const auto number = take_number(text, count);
  return number && *number < end ? number : std::nullopt;
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * day_ms;
}

std::optional<std::int64_t> take_time(std::string_view& text) {
  const auto hour = take_below(text, 2, 24);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_below(text, 2, 60);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_below(text, 2, 60);
  if (!second) return std::nullopt;
  const std::int64_t time = *hour * hour_ms + *minute * minute_ms + *second * second_ms;
  if (!take(text, '.')) return time;
  const auto fraction = take_number(text, 3);
  if (!fraction) return std::nullopt;
  return time + *fraction;
}

// What the local time is ahead of UTC.
std::optional<std::int64_t> take_zone(std::string_view& text) {
  if (take(text, 'Z')) return 0;
  const bool behind = take(text, '-');
  if (!behind && !take(text, '+')) return std::nullopt;
  const auto hour = take_below(text, 2, 24);
  const auto minute = hour ? take_below(text, 2, 60) : std::nullopt;
  if (!minute) return std::nullopt;
  const std::int64_t ahead = *hour * hour_ms + *minute * minute_ms;
  return behind ? -ahead : ahead;
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};

constexpr std::array<Unit, 5> units = {
    {{"d", day_ms}, {"h", hour_ms}, {"m", minute_ms}, {"s", second_ms}, {"ms", 1}}};

// The place in `units` of the unit at the front, which is taken; 5: there is none.
std::size_t take_unit(std::string_view& text) {
  std::size_t letters = 0;
  while (letters < text.size() && !is_digit(text[letters])) ++letters;
  const auto name = text.substr(0, letters);
  text.remove_prefix(letters);
  const auto found = std::find_if(units.begin(), units.end(),
                                  [name](const Unit& unit) { return unit.name == name; });
  return static_cast<std::size_t>(found - units.begin());
}

} // namespace

std::optional<Datetime> parse_datetime(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return Datetime{*date};
  if (!take(text, 'T')) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return Datetime{*date + *time - *zone};
}

std::optional<Duration> parse_duration(std::string_view text) {
  const auto sign = take_sign(text);
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  for (std::size_t next = 0; !text.empty();) {
    const auto digits = take_digits(text);
    const auto unit = take_unit(text);
    if (digits.empty() || unit < next || unit == units.size()) return std::nullopt;
    next = unit + 1;
    std::int64_t part = 0;
    for (const char digit : digits)
      if (append_digit(part, digit, sign) == Fits::no) return std::nullopt;
    if (__builtin_mul_overflow(part, units[unit].ms, &part)) return std::nullopt;
    if (__builtin_add_overflow(total, part, &total)) return std::nullopt;
  }
  return Duration{total};
}

} // namespace lv::cedar
