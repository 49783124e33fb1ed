#include "cedar/lexer.hpp"

#include "cedar/digits.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/base/utf8.hpp"

#include <array>

namespace lv::cedar {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Longer ones first: what is found first is taken.
constexpr std::array<std::string_view, 28> punctuation = {
    "::", "||", "&&", "==", "!=", "<=", ">=", ",", ";", ":", "(", ")", "{", "}",
    "[",  "]",  ".",  "<",  ">",  "=",  "+",  "-", "*", "/", "%", "!", "@", "?"};

// White space beyond ASCII, as UTF-8: next line, no-break space, ogham, the spaces of U+2000, line
// and paragraph separators, narrow, mathematical and ideographic space.
constexpr std::array<std::string_view, 19> wide_spaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
    "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

class Lexer {
public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Checked<std::vector<Token>> run() {
    for (;;) {
      skip_blanks();
      if (at_ == text_.size()) break;
      const std::size_t size = next_size();
      if (size == 0) return Problems{problem_at(text_, span(1), unexpected())};
      push(size);
    }
    tokens_.push_back({TokenKind::end, {}, span(0)});
    return std::move(tokens_);
  }

private:
  std::string_view rest() const { return text_.substr(at_); }
  Span span(std::size_t size) const {
    return {static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_ + size)};
  }

  void push(std::size_t size) {
    tokens_.push_back({kind_, text_.substr(at_, size), span(size)});
    at_ += size;
  }

  std::size_t blank_size() const {
    const char c = text_[at_];
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    for (const auto space : wide_spaces)
      if (rest().substr(0, space.size()) == space) return space.size();
    return 0;
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (rest().substr(0, 2) == "//") {
        const auto end = text_.find_first_of("\r\n", at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
      } else if (const auto size = blank_size()) {
        at_ += size;
      } else {
        return;
      }
    }
  }

  template <class Belongs>
  std::size_t run_of(Belongs belongs) const {
    std::size_t size = 0;
    while (at_ + size < text_.size() && belongs(text_[at_ + size])) ++size;
    return size;
  }

  // Sets the kind of the token that begins here; its size, or 0 when nothing does.
  std::size_t next_size() {
    const char c = text_[at_];
    if (is_letter(c)) {
      kind_ = TokenKind::identifier;
      return run_of([](char part) { return is_letter(part) || is_digit(part); });
    }
    if (is_digit(c)) {
      kind_ = TokenKind::number;
      return run_of(is_digit);
    }
    if (c == '"') {
      kind_ = TokenKind::string;
      return string_size();
    }
    kind_ = TokenKind::punctuation;
    for (const auto mark : punctuation)
      if (rest().substr(0, mark.size()) == mark) return mark.size();
    return 0;
  }

  std::size_t string_size() const {
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '"') return i + 1 - at_;
      if (text_[i] != '\\') continue;
      ++i; // what is escaped
      if (i < text_.size() && text_[i] == '\n') return 0;
    }
    return 0;
  }

  std::string unexpected() const {
    if (text_[at_] == '"') return "a string that is not closed";
    return "a character that has no meaning here";
  }

  std::string_view text_;
  std::size_t at_ = 0;
  TokenKind kind_ = TokenKind::end;
  std::vector<Token> tokens_;
};

} // namespace

Checked<std::vector<Token>> tokenize(std::string_view text) {
  if (text.size() > limits::cedar_text_bytes_max) {
    return Problems{problem_at(text, {}, "the text is longer than 1 MiB")};
  }
  for (std::size_t at = 0; at < text.size();) {
    const auto size = utf8_sequence(text.substr(at));
    const auto begin = static_cast<std::uint32_t>(at);
    if (size == 0)
      return Problems{problem_at(text, {begin, begin + 1}, "bytes that are not UTF-8")};
    at += size;
  }
  return Lexer(text).run();
}

} // namespace lv::cedar
