// Recursive descent over RFC 8259, stricter where JSON parsers are known to disagree.
#include "leadvault/base/json.hpp"
#include "leadvault/base/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lv {

namespace {

// Above 2^53 a double no longer holds every integer: such a number would be silently changed.
constexpr double exact_max = 9007199254740992.0;

class Parser {
public:
  Parser(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  Result<JsonValue> document() {
    skip_space();
    LV_TRY(root, value(0));
    skip_space();
    if (at_ != text_.size()) return LV_FAIL(malformed, "text remains after the JSON value");
    return std::move(root);
  }
  std::size_t at() const { return at_; }

private:
  Result<JsonValue> value(std::size_t depth);
  Result<JsonValue> array(std::size_t depth);
  Result<JsonValue> object(std::size_t depth);
  Result<void> member(std::size_t depth, JsonObject& members);
  Result<SecretText> string();
  Result<void> escape(SecretText& out);
  Result<unsigned> hex4();
  Result<JsonValue> number();
  Result<void> unique(const JsonObject& members, const std::vector<std::size_t>& starts);

  Result<JsonValue> literal(std::string_view word, JsonValue meaning) {
    if (!text_.substr(at_).starts_with(word)) return LV_FAIL(malformed, "not a JSON value");
    at_ += word.size();
    return meaning;
  }
  Result<void> count() {
    if (++members_ > limits::json_members_max)
      return LV_FAIL(malformed, "the JSON text has too many members");
    return {};
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  // 0 at the end; a NUL in the text is no token either, so both fail alike.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool digit() const { return peek() >= '0' && peek() <= '9'; }
  bool digits() {
    if (!digit()) return false;
    while (digit()) ++at_;
    return true;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::size_t at_ = 0;
  std::size_t members_ = 0;
};

Result<JsonValue> Parser::value(std::size_t depth) {
  switch (peek()) {
  case '{':
    return object(depth + 1);
  case '[':
    return array(depth + 1);
  case '"': {
    LV_TRY(text, string());
    return JsonValue(std::move(text));
  }
  case 't':
    return literal("true", JsonValue(true));
  case 'f':
    return literal("false", JsonValue(false));
  case 'n':
    return literal("null", JsonValue());
  default:
    return number();
  }
}

Result<JsonValue> Parser::array(std::size_t depth) {
  if (depth > limits_.depth_max) return LV_FAIL(malformed, "the JSON text nests too deep");
  ++at_;
  JsonArray items;
  skip_space();
  if (take(']')) return JsonValue(std::move(items));
  while (true) {
    LV_CHECK(count());
    skip_space();
    LV_TRY(item, value(depth));
    items.push_back(std::move(item));
    skip_space();
    if (take(']')) return JsonValue(std::move(items));
    if (!take(',')) return LV_FAIL(malformed, "an array needs a comma or its end here");
  }
}

Result<JsonValue> Parser::object(std::size_t depth) {
  if (depth > limits_.depth_max) return LV_FAIL(malformed, "the JSON text nests too deep");
  ++at_;
  JsonObject members;
  std::vector<std::size_t> starts;
  skip_space();
  if (take('}')) return JsonValue(std::move(members));
  while (true) {
    LV_CHECK(count());
    skip_space();
    starts.push_back(at_);
    LV_CHECK(member(depth, members));
    skip_space();
    if (take('}')) break;
    if (!take(',')) return LV_FAIL(malformed, "an object needs a comma or its end here");
  }
  LV_CHECK(unique(members, starts));
  return JsonValue(std::move(members));
}

Result<void> Parser::member(std::size_t depth, JsonObject& members) {
  if (peek() != '"') return LV_FAIL(malformed, "a member needs a quoted name");
  LV_TRY(name, string());
  skip_space();
  if (!take(':')) return LV_FAIL(malformed, "a member needs a colon after its name");
  skip_space();
  LV_TRY(content, value(depth));
  members.push_back({std::move(name), std::move(content)});
  return {};
}

// Sorted, so that an object of many members costs n log n. The fault is the earliest repetition.
Result<void> Parser::unique(const JsonObject& members, const std::vector<std::size_t>& starts) {
  std::vector<std::size_t> order(members.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int compared = members[a].name.compare(members[b].name);
    return compared != 0 ? compared < 0 : a < b;
  });
  std::size_t fault = text_.size();
  for (std::size_t i = 1; i < order.size(); ++i)
    if (members[order[i - 1]].name == members[order[i]].name)
      fault = std::min(fault, starts[order[i]]);
  if (fault == text_.size()) return {};
  at_ = fault;
  return LV_FAIL(malformed, "an object names a member twice");
}

Result<SecretText> Parser::string() {
  ++at_;
  SecretText out;
  while (true) {
    // Plain characters are taken as one run; the loop ends at a quote, a backslash or a fault.
    const std::size_t run = at_;
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"' || c == '\\' || c < 0x20) break;
      const std::size_t length = utf8_sequence(text_.substr(at_));
      if (length == 0) return LV_FAIL(malformed, "a string is not UTF-8");
      at_ += length;
    }
    out.append(text_.substr(run, at_ - run));
    if (at_ == text_.size()) return LV_FAIL(malformed, "a string has no end");
    if (take('"')) return out;
    if (peek() != '\\') return LV_FAIL(malformed, "a control character must be escaped");
    LV_CHECK(escape(out));
  }
}

Result<unsigned> Parser::hex4() {
  unsigned code = 0;
  if (text_.size() - at_ < 4) return LV_FAIL(malformed, "an escape needs four hex digits");
  const char* first = text_.data() + at_;
  const auto [end, fault] = std::from_chars(first, first + 4, code, 16);
  if (fault != std::errc() || end != first + 4)
    return LV_FAIL(malformed, "an escape needs four hex digits");
  at_ += 4;
  return code;
}

void append_utf8(SecretText& out, unsigned code) {
  const auto tail = [](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += {static_cast<char>(0xc0 | (code >> 6)), tail(code)};
  } else if (code < 0x10000) {
    out += {static_cast<char>(0xe0 | (code >> 12)), tail(code >> 6), tail(code)};
  } else {
    out += {static_cast<char>(0xf0 | (code >> 18)), tail(code >> 12), tail(code >> 6), tail(code)};
  }
}

Result<void> Parser::escape(SecretText& out) {
  const std::size_t start = at_++;
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (at_ < text_.size() && letters.find(text_[at_]) != std::string_view::npos) {
    out += meanings[letters.find(text_[at_++])];
    return {};
  }
  if (!take('u')) return LV_FAIL(malformed, "an unknown escape");
  LV_TRY(code, hex4());
  if (code >= 0xd800 && code <= 0xdbff && text_.substr(at_).starts_with("\\u")) {
    at_ += 2;
    LV_TRY(low, hex4());
    if (low >= 0xdc00 && low <= 0xdfff) {
      append_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
      return {};
    }
  }
  // U+0000 ends strings in C: what we check and what a library reads could differ.
  const bool refused = code == 0 && limits_.nul == JsonLimits::Nul::refused;
  if (refused || (code >= 0xd800 && code <= 0xdfff)) {
    at_ = start;
    return LV_FAIL(malformed, "an escape is U+0000 or a lone surrogate");
  }
  append_utf8(out, code);
  return {};
}

// A number with neither fraction nor exponent is an int64; any other is a finite double.
Result<JsonValue> Parser::number() {
  const std::size_t start = at_;
  take('-');
  if (!take('0') && !digits()) return LV_FAIL(malformed, "not a JSON value");
  bool integer = true;
  if (take('.')) {
    integer = false;
    if (!digits()) return LV_FAIL(malformed, "a fraction needs digits");
  }
  if (take('e') || take('E')) {
    integer = false;
    if (!take('+')) take('-');
    if (!digits()) return LV_FAIL(malformed, "an exponent needs digits");
  }
  const char* first = text_.data() + start;
  const char* last = text_.data() + at_;
  const auto inexact = [&] {
    at_ = start;
    return LV_FAIL(malformed, "a number is too large or too small to be kept exactly");
  };
  if (integer) {
    std::int64_t out = 0;
    if (std::from_chars(first, last, out).ec != std::errc()) return inexact();
    return JsonValue(out);
  }
  double out = 0;
  if (std::from_chars(first, last, out).ec != std::errc()) return inexact();
  if (!std::isfinite(out) || std::fabs(out) > exact_max) return inexact();
  return JsonValue(out);
}

} // namespace

Result<JsonValue> parse_json(std::string_view text, std::size_t* at, const JsonLimits& limits) {
  Parser parser(text, limits);
  Result<JsonValue> result = parser.document();
  if (!result && at != nullptr) *at = parser.at();
  return result;
}

} // namespace lv
