#include "base/utf8.hpp"

#include "leadvault/base/json.hpp"

#include <array>
#include <charconv>
#include <cmath>

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

std::string_view plain_run(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && plain_bytes[static_cast<unsigned char>(text[end])]) ++end;
  return text.substr(0, end);
}

// Controls (C0, DEL and C1) are escaped, so that a terminal that shows the text obeys none of
// them. Bytes that are not UTF-8 become U+FFFD: what is written is always valid JSON.
void append_quoted(SecretText& out, std::string_view text) {
  out += '"';
  for (;;) {
    const auto run = plain_run(text);
    out.append(run);
    text.remove_prefix(run.size());
    if (text.empty()) break;
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
  out += '"';
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
  separate();
  append_quoted(out_, name);
  out_ += ':';
  need_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_quoted(out_, text);
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
