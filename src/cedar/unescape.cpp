#include "cedar/unescape.hpp"

#include "cedar/digits.hpp"

#include <cstdint>

namespace lv::cedar {

namespace {

Error bad_escape() {
  return LV_FAIL(malformed, R"(an escape other than \n \r \t \\ \0 \' \" \x41 \u{1F600})");
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&out, code](int shift) {
    out.push_back(static_cast<char>(0x80 | (code >> shift & 0x3f)));
  };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0 | code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | code >> 12));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xf0 | code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

// Behind \x: two digits, ASCII.
Result<void> take_byte(std::string_view& rest, std::string& out) {
  if (rest.size() < 2) return bad_escape();
  const int high = hex_value(rest[0]);
  const int low = hex_value(rest[1]);
  if (high < 0 || high > 7 || low < 0) return bad_escape();
  out.push_back(static_cast<char>(high * 16 + low));
  rest.remove_prefix(2);
  return {};
}

// Behind \u: one to six digits in braces, underscores between them; no surrogate.
Result<void> take_code_point(std::string_view& rest, std::string& out) {
  if (!take(rest, '{')) return bad_escape();
  std::uint32_t code = 0;
  int digits = 0;
  while (!take(rest, '}')) {
    if (rest.empty()) return bad_escape();
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '_' && digits > 0) continue;
    const int value = hex_value(c);
    if (value < 0 || ++digits > 6) return bad_escape();
    code = code * 16 + static_cast<std::uint32_t>(value);
  }
  const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
  if (digits == 0 || code > 0x10ffff || is_surrogate) return bad_escape();
  append_utf8(out, code);
  return {};
}

// Behind the backslash.
Result<void> take_escape(std::string_view& rest, std::string& out) {
  if (rest.empty()) return bad_escape();
  const char c = rest.front();
  rest.remove_prefix(1);
  switch (c) {
  case 'n':
    out.push_back('\n');
    return {};
  case 'r':
    out.push_back('\r');
    return {};
  case 't':
    out.push_back('\t');
    return {};
  case '0':
    out.push_back('\0');
    return {};
  case '\\':
  case '\'':
  case '"':
    out.push_back(c);
    return {};
  case 'x':
    return take_byte(rest, out);
  case 'u':
    return take_code_point(rest, out);
  default:
    return bad_escape();
  }
}

enum class Stars { plain, separate };

Result<std::vector<std::string>> pieces_of(std::string_view literal, Stars stars) {
  auto rest = literal.substr(1, literal.size() - 2);
  std::vector<std::string> pieces(1);
  while (!rest.empty()) {
    if (stars == Stars::separate && rest.substr(0, 2) == "\\*") {
      pieces.back().push_back('*');
      rest.remove_prefix(2);
    } else if (take(rest, '\\')) {
      LV_CHECK(take_escape(rest, pieces.back()));
    } else if (stars == Stars::separate && take(rest, '*')) {
      pieces.emplace_back();
    } else if (rest.front() == '\r') {
      return LV_FAIL(malformed, R"(a bare carriage return in a string: write \r)");
    } else {
      pieces.back().push_back(rest.front());
      rest.remove_prefix(1);
    }
  }
  return pieces;
}

} // namespace

Result<std::string> unescape(std::string_view literal) {
  LV_TRY(pieces, pieces_of(literal, Stars::plain));
  return std::move(pieces.front());
}

Result<std::vector<std::string>> unescape_pattern(std::string_view literal) {
  return pieces_of(literal, Stars::separate);
}

} // namespace lv::cedar
