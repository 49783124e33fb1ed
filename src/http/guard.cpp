#include "leadvault/http/guard.hpp"

#include "http/characters.hpp"

#include "leadvault/base/short_list.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace lv::http {

namespace {

using Fault = std::optional<Refusal>;

Refusal bad(const char* rule, const char* detail) { return {400, Errc::malformed, rule, detail}; }

// Headers that are lists by definition and that proxies add to; every other name may occur once,
// so that no two readers of a request can pick different values.
bool may_repeat(std::string_view header) {
  constexpr std::array<std::string_view, 14> lists = {"accept",
                                                      "accept-charset",
                                                      "accept-encoding",
                                                      "accept-language",
                                                      "cache-control",
                                                      "connection",
                                                      "cookie",
                                                      "forwarded",
                                                      "pragma",
                                                      "te",
                                                      "tracestate",
                                                      "upgrade",
                                                      "via",
                                                      "warning"};
  for (const auto name : lists) {
    if (equal_ignoring_case(header, name)) return true;
  }
  return equal_ignoring_case(header.substr(0, 12), "x-forwarded-");
}

constexpr CharacterSet name_characters([](char c) {
  return is_alpha(c) || is_digit(c) || c == '-';
});
bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  for (const char c : host) {
    if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '.' && c != '_' && c != '~') return false;
  }
  return true;
}

bool is_ip_literal(std::string_view text) { // between the brackets
  if (text.size() < 2 || text.size() > 45) return false;
  for (const char c : text) {
    if (hex_value(c) < 0 && c != ':' && c != '.') return false;
  }
  return text.find(':') != text.npos;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  std::uint32_t port = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    port = port * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return port <= 65535;
}

// RFC 3986 §3.2.2, §3.2.3, without user information, percent-encoding and sub-delimiters: no name
// we could be reached by has them.
bool is_host(std::string_view value) {
  if (!value.empty() && value.front() == '[') {
    const auto close = value.find(']');
    if (close == value.npos || !is_ip_literal(value.substr(1, close - 1))) return false;
    const auto rest = value.substr(close + 1);
    return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
  }
  const auto colon = value.find(':');
  if (!is_host_name(value.substr(0, colon))) return false;
  return colon == value.npos || is_port(value.substr(colon + 1));
}

struct Field {
  std::string_view name;
  std::string_view raw; // after the colon, untrimmed
};

// State over the header lines of one head.
class HeadChecker {
public:
  explicit HeadChecker(const GuardLimits& guard_limits) : limits_(guard_limits) {}

  Fault request_line(std::string_view line);
  Fault header_line(std::string_view line);
  Fault finish() const;
  AdmittedHead take() { return std::move(head_); }

private:
  Fault known_header(const Field& field);
  Fault content_length(std::string_view raw);
  Fault connection(std::string_view value);

  const GuardLimits& limits_;
  AdmittedHead head_;
  ShortList<std::string_view, 16> seen_; // names as they were written
  std::size_t count_ = 0;
  enum class Host { missing, given } host_ = Host::missing;
};

Fault check_version(std::string_view version) {
  if (version == "HTTP/1.1") return std::nullopt;
  return bad("version", "only HTTP/1.1 is served");
}

Fault check_method(std::string_view method) {
  if (method.empty()) return bad("request-line", "the request line is empty");
  for (const char c : method) {
    if (c < 'A' || c > 'Z') return bad("method", "the method is not one of upper-case letters");
  }
  if (parse_verb(method)) return std::nullopt;
  return Refusal{405, Errc::method_not_allowed, "method", "the method is not served"};
}

Fault HeadChecker::request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == line.npos || first == last) {
    return bad("request-line", "the request line must be method, target and version");
  }
  const auto target = line.substr(first + 1, last - first - 1);
  if (auto fault = check_method(line.substr(0, first))) return fault;
  if (target.size() > limits_.target_bytes_max) {
    return Refusal{414, Errc::too_large, "target-length", "the target is too long"};
  }
  if (auto fault = check_version(line.substr(last + 1))) return fault;
  auto decoded = decode_target(target);
  if (!decoded) return bad("target", decoded.error().what());
  head_.verb = *parse_verb(line.substr(0, first));
  head_.target = std::move(*decoded);
  return std::nullopt;
}

Fault HeadChecker::content_length(std::string_view raw) {
  // "Content-Length: 12", one optional space and digits only: no sign, list, tab or other base.
  const auto digits = !raw.empty() && raw.front() == ' ' ? raw.substr(1) : raw;
  if (digits.empty() || digits.size() > 18) return bad("content-length", "not a decimal length");
  std::uint64_t length = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return bad("content-length", "not a decimal length");
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (length > limits_.body_bytes_max) {
    return Refusal{413, Errc::too_large, "body-length", "the body is larger than is accepted"};
  }
  head_.body_bytes = length;
  return std::nullopt;
}

Fault HeadChecker::connection(std::string_view value) {
  while (!value.empty()) {
    const auto comma = value.find(',');
    if (equal_ignoring_case(trim(value.substr(0, comma)), "close")) {
      head_.after = AdmittedHead::After::close;
    }
    value = comma == value.npos ? std::string_view() : value.substr(comma + 1);
  }
  return std::nullopt;
}

Fault HeadChecker::known_header(const Field& field) {
  const auto is = [&field](std::string_view name) { return equal_ignoring_case(field.name, name); };
  const auto value = trim(field.raw);
  if (is("transfer-encoding")) {
    return Refusal{411, Errc::length_required, "transfer-encoding",
                   "send the body with a Content-Length; Transfer-Encoding is not accepted"};
  }
  if (is("content-length")) return content_length(field.raw);
  if (is("connection")) return connection(value);
  if (is("host")) {
    if (!is_host(value)) return bad("host", "the Host header must be a host name and a port");
    host_ = Host::given;
  }
  if (is("expect")) {
    if (!equal_ignoring_case(value, "100-continue")) {
      return Refusal{417, Errc::unsupported, "expect", "only 100-continue can be expected"};
    }
    head_.expectation = AdmittedHead::Expectation::continue_100;
  }
  return std::nullopt;
}

Fault HeadChecker::header_line(std::string_view line) {
  if (++count_ > limits_.header_count_max) {
    return Refusal{431, Errc::too_large, "header-count", "the request has too many headers"};
  }
  if (line.front() == ' ' || line.front() == '\t') {
    return bad("folded-line", "a header must stand on one line");
  }
  const auto colon = line.find(':');
  if (colon == line.npos || colon == 0) return bad("header-name", "a header has no name");
  Field field{line.substr(0, colon), line.substr(colon + 1)};
  const auto may_stand = [](char c) { return name_characters.has(c); };
  if (!std::all_of(field.name.begin(), field.name.end(), may_stand)) {
    return bad("header-name", "header names have letters, digits and hyphens only");
  }
  for (const auto earlier : seen_) {
    if (equal_ignoring_case(earlier, field.name) && !may_repeat(field.name)) {
      return bad("duplicate-header", "a header that is not a list is given twice");
    }
  }
  seen_.push_back(field.name);
  return known_header(field);
}

Fault HeadChecker::finish() const {
  if (host_ == Host::given) return std::nullopt;
  return bad("host", "the Host header is missing");
}

// What may stand anywhere in a head, whatever comes before or after it.
constexpr CharacterSet line_characters([](char c) {
  return is_ascii(c) && (!is_control(c) || c == '\t');
});
bool is_line_character(char c) { return line_characters.has(c); }

Fault check_byte(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (c == '\n' && (i == 0 || text[i - 1] != '\r')) return bad("bare-lf", "a line ends without CR");
  if (i > 0 && text[i - 1] == '\r' && c != '\n') return bad("bare-cr", "CR stands without LF");
  if (is_control(c) && c != '\r' && c != '\n' && c != '\t') {
    return bad("control-byte", "the head has a control character");
  }
  if (!is_ascii(c)) return bad("non-ascii", "the head has a byte outside ASCII");
  return std::nullopt;
}

} // namespace

std::variant<NeedMore, HeadEnd, Refusal> scan_head(std::string_view received, std::size_t scanned,
                                                   const GuardLimits& guard_limits) {
  const auto within_limit = received.substr(0, guard_limits.head_bytes_max);
  for (std::size_t i = scanned; i < within_limit.size(); ++i) {
    // Nearly all bytes need no second look; whatever follows a CR does.
    if (i == 0 || within_limit[i - 1] != '\r') {
      const auto rest = within_limit.substr(i);
      i += static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_line_character) -
                                    rest.begin());
      if (i == within_limit.size()) break;
    }
    if (auto fault = check_byte(received, i)) return *fault;
    if (received[i] == '\n' && i >= 3 && received.substr(i - 3, 4) == "\r\n\r\n") {
      return HeadEnd{i + 1};
    }
    if (i == 1 && received[i] == '\n') return bad("request-line", "the request line is empty");
  }
  if (received.size() > within_limit.size()) {
    // A head without its first line end is one long target (or not HTTP at all).
    if (within_limit.find("\r\n") == within_limit.npos) {
      return Refusal{414, Errc::too_large, "target-length", "the target is too long"};
    }
    return Refusal{431, Errc::too_large, "head-length", "the head is too long"};
  }
  return NeedMore{};
}

std::variant<AdmittedHead, Refusal> check_head(std::string_view head,
                                               const GuardLimits& guard_limits) {
  if (!head.ends_with("\r\n\r\n")) {
    return bad("head-end", "the head does not end with an empty line");
  }
  HeadChecker checker(guard_limits);
  auto line_end = head.find("\r\n");
  if (auto fault = checker.request_line(head.substr(0, line_end))) return *fault;
  for (;;) {
    head = head.substr(line_end + 2);
    line_end = head.find("\r\n");
    if (line_end == 0) break;
    if (auto fault = checker.header_line(head.substr(0, line_end))) return *fault;
  }
  if (auto fault = checker.finish()) return *fault;
  return checker.take();
}

} // namespace lv::http
