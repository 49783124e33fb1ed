#include "leadvault/base/json.hpp"
#include "leadvault/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace lv {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

void append_escape(SecretText& out, unsigned code) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (code) {
  case '\b':
    out += "\\b";
    return;
  case '\f':
    out += "\\f";
    return;
  case '\n':
    out += "\\n";
    return;
  case '\r':
    out += "\\r";
    return;
  case '\t':
    out += "\\t";
    return;
  default:
    out += {'\\', 'u', '0', '0', hex[code >> 4], hex[code & 15]};
  }
}

constexpr auto plain_bytes = [] { // printable ASCII that stands for itself
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x7f; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

// Whether all eight bytes are plain: no byte is zero once what must not be there is turned into
// zero, and none is below 0x20 or has its highest bit.
bool are_plain(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highest = 0x80 * ones;
  const auto below = [eight](std::uint64_t bound) { return (eight - bound * ones) & ~eight; };
  const auto equal = [eight](std::uint64_t byte) {
    const auto zero_where_equal = eight ^ (byte * ones);
    return (zero_where_equal - ones) & ~zero_where_equal;
  };
  return ((eight | below(0x20) | equal('"') | equal('\\') | equal(0x7f)) & highest) == 0;
}

std::string_view plain_run(std::string_view text) {
  std::size_t end = 0;
  std::uint64_t eight;
  for (; end + sizeof eight <= text.size(); end += sizeof eight) {
    std::memcpy(&eight, text.data() + end, sizeof eight);
    if (!are_plain(eight)) break;
  }
  while (end < text.size() && plain_bytes[static_cast<unsigned char>(text[end])]) ++end;
  return text.substr(0, end);
}

// What is not plain from the start. Controls (C0, DEL and C1) are escaped, so that a terminal that
// shows the text obeys none of them. Bytes that are not UTF-8 become U+FFFD: what is written is
// always valid JSON.
void append_escaped(SecretText& out, std::string_view text) {
  for (;;) {
    const auto run = plain_run(text);
    out.append(run);
    text.remove_prefix(run.size());
    if (text.empty()) return;
    const auto c = static_cast<unsigned char>(text.front());
    const std::size_t length = utf8_sequence(text);
    const auto second = length == 2 ? static_cast<unsigned char>(text[1]) : 0U;
    if (length == 0) {
      out += replacement;
      text.remove_prefix(1);
      continue;
    }
    if (c == '"' || c == '\\') {
      out += {'\\', static_cast<char>(c)};
    } else if (c < 0x20 || c == 0x7f) {
      append_escape(out, c);
    } else if (c == 0xc2 && second < 0xa0) {
      append_escape(out, second);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
}

// A comma where one is due, the text in quotes, and what follows it: nearly always at once.
void append_quoted(SecretText& out, std::string_view before, std::string_view text,
                   std::string_view after) {
  if (plain_run(text).size() < text.size()) {
    out.append(before).push_back('"');
    append_escaped(out, text);
    out.append(after);
    return;
  }
  const auto begin = out.size();
  out.resize(begin + before.size() + 1 + text.size() + after.size());
  auto* at = std::copy(before.begin(), before.end(), out.data() + begin);
  *at++ = '"';
  at = std::copy(text.begin(), text.end(), at);
  std::copy(after.begin(), after.end(), at);
}

template <class T>
void append_number(SecretText& out, T number) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

} // namespace

void JsonWriter::separate() {
  if (need_comma_) out_ += ',';
  need_comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_ += '{';
  need_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  out_ += '}';
  need_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  out_ += '[';
  need_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  out_ += ']';
  need_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  append_quoted(out_, need_comma_ ? "," : "", name, "\":");
  need_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  append_quoted(out_, need_comma_ ? "," : "", text, "\"");
  need_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null(); // JSON has no infinity
  separate();
  append_number(out_, number + 0.0); // "-0" would be read back as the integer 0
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

} // namespace lv
