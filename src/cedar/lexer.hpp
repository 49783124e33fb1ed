// The tokens of policy and schema texts. Strings come raw: unescape.hpp opens them.
#pragma once

#include "leadvault/cedar/problem.hpp"

namespace lv::cedar {

enum class TokenKind : std::uint8_t { identifier, number, string, punctuation, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text; // of a string: with its quotes
  Span where;
  bool is(std::string_view punctuation_or_word) const {
    return (kind == TokenKind::punctuation || kind == TokenKind::identifier) &&
           text == punctuation_or_word;
  }
};

// All tokens, an `end` last. Views into `text`.
Checked<std::vector<Token>> tokenize(std::string_view text);

} // namespace lv::cedar
