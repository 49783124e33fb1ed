#include "http/response_head.hpp"

#include "http/characters.hpp"

#include <algorithm>
#include <chrono>

namespace lv::http {

namespace {

constexpr CharacterSet value_characters([](char c) { return !is_control(c) && is_ascii(c); });

bool is_safe_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return value_characters.has(c); });
}

bool is_safe_name(std::string_view name) {
  for (const char c : name) {
    if (!is_alpha(c) && !is_digit(c) && c != '-') return false;
  }
  return !name.empty();
}

void add(SecretText& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
void add_date(SecretText& out, Time now) {
  using namespace std::chrono;
  static constexpr std::string_view days = "SunMonTueWedThuFriSat";
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const sys_time<microseconds> instant{microseconds(now.us)};
  const auto day = floor<std::chrono::days>(instant);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(instant - day));
  const auto number = [&out](auto value, unsigned power) {
    for (auto left = static_cast<unsigned>(value); power > 0; left %= power, power /= 10)
      out.push_back(static_cast<char>('0' + left / power));
  };
  out.append("Date: ").append(days.substr(3 * weekday(day).c_encoding(), 3)).append(", ");
  number(static_cast<unsigned>(date.day()), 10);
  out.append(" ").append(months.substr(3 * (static_cast<unsigned>(date.month()) - 1), 3));
  out.append(" ");
  number(static_cast<int>(date.year()), 1000);
  out.append(" ");
  number(time.hours().count(), 10);
  out.append(":");
  number(time.minutes().count(), 10);
  out.append(":");
  number(time.seconds().count(), 10);
  out.append(" GMT\r\n");
}

} // namespace

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

Result<SecretText> response_head(const Response& response, const HeadContext& context) {
  if (response.status < 200 || response.status > 599 || !is_safe_value(response.content_type)) {
    return LV_FAIL(internal, "a response has no sendable status or content type");
  }
  SecretText out;
  // With a receipt and the quotas some 700 bytes; the body follows in the same buffer.
  constexpr std::size_t usual_head_bytes = 1024;
  out.reserve(usual_head_bytes + response.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(reason_phrase(response.status)).append("\r\n");
  if (may_have_body(response.status)) {
    if (!response.content_type.empty()) add(out, "Content-Type", response.content_type);
    if (response.stream) {
      add(out, "Transfer-Encoding", "chunked");
    } else {
      add(out, "Content-Length", std::to_string(response.body.size()));
    }
  }
  for (const auto& header : response.headers) {
    if (!is_safe_name(header.name) || !is_safe_value(header.value)) {
      return LV_FAIL(internal, "a response header has characters that cannot be sent");
    }
    add(out, header.name, header.value);
  }
  out.append("Cache-Control: no-store\r\n"
             "X-Content-Type-Options: nosniff\r\n"
             "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n");
  add(out, "X-Request-Id", IdText(context.request));
  add_date(out, context.now);
  if (context.after == After::close) add(out, "Connection", "close");
  out.append("\r\n");
  return out;
}

} // namespace lv::http
