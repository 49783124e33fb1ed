// TokenCursor: where a parser stands in the tokens of its text.
#pragma once

#include "cedar/lexer.hpp"

namespace lv::cedar {

class TokenCursor {
public:
  TokenCursor(std::string_view text, std::vector<Token> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  std::string_view text() const { return text_; }
  const Token& peek(std::size_t ahead = 0) const;
  bool at(std::string_view word) const { return peek().is(word); }
  bool at_end() const { return peek().kind == TokenKind::end; }
  const Token& next();                // the end stays
  bool accept(std::string_view word); // takes it if it stands here
  Checked<Token> expect(std::string_view word);

  Span since(const Token& first) const;           // from `first` to the last token taken
  Problems expected(std::string_view what) const; // "found X, expected <what>", at this token
  Problems fail(Span where, std::string what) const { return {problem_at(text_, where, what)}; }

private:
  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

} // namespace lv::cedar
