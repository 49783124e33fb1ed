#include "leadvault/base/time.hpp"

#include <chrono>
#include <cstdio>

namespace lv {

namespace {

using namespace std::chrono;

// A cursor over fixed-width digits. Failing once makes every later read fail.
class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (at_ >= text_.size() || text_[at_] < '0' || text_[at_] > '9') {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (text_[at_++] - '0');
    }
    return value;
  }
  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void demand(bool condition) { ok_ = ok_ && condition; }
  bool next_is_digit() const {
    return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
  }
  bool finished() const { return ok_ && at_ == text_.size(); }

private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

// One to nine digits; what is finer than a microsecond is cut off.
int fraction_us(Scanner& in) {
  int value = 0;
  int count = 0;
  while (in.next_is_digit() && count < 9) {
    const int digit = in.digits(1);
    if (count++ < 6) value = value * 10 + digit;
  }
  in.demand(count > 0);
  for (int i = count; i < 6; ++i) value *= 10;
  return value;
}

// RFC 3339 §5.6 time-offset, in minutes.
int offset_minutes(Scanner& in) {
  if (in.take('Z') || in.take('z')) return 0;
  const bool west = in.take('-');
  if (!west) in.demand(in.take('+'));
  const int hours = in.digits(2);
  in.demand(in.take(':') && hours <= 23);
  const int minutes = in.digits(2);
  in.demand(minutes <= 59);
  return (west ? -1 : 1) * (hours * 60 + minutes);
}

constexpr sys_days first_day{year{1970} / 1 / 1};
constexpr sys_days day_after_last{year{10000} / 1 / 1};

} // namespace

std::string to_text(Time time) {
  const sys_time<microseconds> point{microseconds{time.us}};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss<microseconds> clock{point - day};
  char out[64];
  std::snprintf(
      out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return out;
}

// Leap seconds (":60") are refused: the time scale here does not have them.
Result<Time> parse_time(std::string_view text) {
  Scanner in(text);
  const int year_number = in.digits(4);
  in.demand(in.take('-'));
  const int month_number = in.digits(2);
  in.demand(in.take('-'));
  const int day_number = in.digits(2);
  in.demand(in.take('T') || in.take('t'));
  const int hour = in.digits(2);
  in.demand(in.take(':') && hour <= 23);
  const int minute = in.digits(2);
  in.demand(in.take(':') && minute <= 59);
  const int second = in.digits(2);
  in.demand(second <= 59);
  const int micros = in.take('.') ? fraction_us(in) : 0;
  const int offset = offset_minutes(in);
  const year_month_day date{year{year_number}, month{static_cast<unsigned>(month_number)},
                            day{static_cast<unsigned>(day_number)}};
  if (!in.finished() || !date.ok()) return LV_FAIL(malformed, "not an RFC 3339 time");
  const sys_time<microseconds> point = sys_days{date} + hours{hour} + minutes{minute - offset} +
                                       seconds{second} + microseconds{micros};
  if (point < first_day || point >= day_after_last)
    return LV_FAIL(malformed, "the time lies outside the years 1970 to 9999");
  return Time{point.time_since_epoch().count()};
}

Time SystemClock::now() const {
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::int64_t SystemClock::monotonic_us() const {
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace lv
