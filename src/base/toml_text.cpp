#include "base/toml_text.hpp"

#include "leadvault/base/utf8.hpp"

namespace lv {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Of one well-formed sequence of two to four bytes.
char32_t code_point(std::string_view sequence) {
  auto code =
      static_cast<char32_t>(static_cast<unsigned char>(sequence[0])) & (0x7fU >> sequence.size());
  for (const char c : sequence.substr(1))
    code = code << 6 | (static_cast<unsigned char>(c) & 0x3fU);
  return code;
}

void append_escape(char32_t code, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\U";
  for (int shift = 28; shift >= 0; shift -= 4) out.push_back(digits[code >> shift & 0xfU]);
}

class LineWriter {
public:
  LineWriter(std::string_view line, std::string& out) : line_(line), out_(out) {}

  bool write() {
    while (!line_.empty() && line_.front() != '#') {
      const char c = line_.front();
      const bool is_quote = c == '"' || c == '\'';
      if (is_quote ? !write_string(c) : !write_plain(c)) return false;
    }
    for (const char c : line_)
      if (is_control(c) && c != '\t') return false;
    return true;
  }

private:
  bool write_plain(char c) {
    if (!is_ascii(c) || (is_control(c) && c != '\t')) return false;
    out_.push_back(c);
    line_.remove_prefix(1);
    behind_string_ = false;
    return true;
  }

  // Two strings side by side are no TOML, but their quotes may make the three that open a long one.
  bool write_string(char quote) {
    if (behind_string_ || line_.substr(0, 3) == std::string(3, quote)) return false;
    out_.push_back('"');
    line_.remove_prefix(1);
    while (!line_.empty() && line_.front() != quote)
      if (!write_character(quote)) return false;
    if (line_.empty()) return false;
    out_.push_back('"');
    line_.remove_prefix(1);
    behind_string_ = true;
    return true;
  }

  bool write_character(char quote) {
    const char c = line_.front();
    std::size_t bytes = 1;
    if (!is_ascii(c)) {
      bytes = utf8_sequence(line_);
      if (bytes == 0) return false;
      append_escape(code_point(line_.substr(0, bytes)), out_);
    } else if (is_control(c) && c != '\t') {
      return false;
    } else if (quote == '\'') { // takes everything as it stands
      if (c == '\\' || c == '"') out_.push_back('\\');
      out_.push_back(c);
    } else {
      bytes = c == '\\' ? 2 : 1;
      if (line_.size() < bytes || !is_ascii(line_[bytes - 1])) return false;
      out_ += line_.substr(0, bytes);
    }
    line_.remove_prefix(bytes);
    return true;
  }

  std::string_view line_; // what is left of it
  std::string& out_;
  bool behind_string_ = false;
};

} // namespace

AsciiToml ascii_toml(std::string_view text) {
  AsciiToml ascii{std::string(), 0};
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!LineWriter(line, *ascii.text).write()) return {std::nullopt, number};
    ascii.text->push_back('\n');
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return ascii;
}

} // namespace lv
