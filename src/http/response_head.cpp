#include "http/response_head.hpp"

#include "http/characters.hpp"

#include <ctime>

namespace lv::http {

namespace {

bool is_safe_value(std::string_view value) {
  for (const char c : value) {
    if (is_control(c) || !is_ascii(c)) return false;
  }
  return true;
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
std::string http_date(Time now) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = now.us / 1'000'000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[48];
  const int size = std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                                 utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return std::string(text, static_cast<std::size_t>(size));
}

} // namespace

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

Result<SecretText> response_head(const Response& response, const HeadContext& context) {
  if (response.status < 200 || response.status > 599 || !is_safe_value(response.content_type)) {
    return LV_FAIL(internal, "a response has no sendable status or content type");
  }
  SecretText out;
  out.reserve(512);
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
  add(out, "Cache-Control", "no-store");
  add(out, "X-Content-Type-Options", "nosniff");
  add(out, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  add(out, "X-Request-Id", to_text(context.request));
  add(out, "Date", http_date(context.now));
  if (context.after == After::close) add(out, "Connection", "close");
  out.append("\r\n");
  return out;
}

} // namespace lv::http
