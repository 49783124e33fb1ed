#include "cedar/cursor.hpp"

#include <algorithm>

namespace lv::cedar {

const Token& TokenCursor::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

const Token& TokenCursor::next() {
  const auto& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool TokenCursor::accept(std::string_view word) {
  if (!at(word)) return false;
  next();
  return true;
}

Checked<Token> TokenCursor::expect(std::string_view word) {
  if (!at(word)) return expected("`" + std::string(word) + "`");
  return next();
}

Span TokenCursor::since(const Token& first) const {
  const auto end = at_ == 0 ? first.where.end : tokens_[at_ - 1].where.end;
  return {first.where.begin, std::max(end, first.where.end)};
}

Problems TokenCursor::expected(std::string_view what) const {
  constexpr std::size_t shown_bytes = 40;
  const auto& token = peek();
  std::string found = "the end of the text";
  if (token.kind != TokenKind::end) {
    found = "`" + std::string(token.text.substr(0, shown_bytes)) + "`";
  }
  return fail(token.where, "found " + found + ", expected " + std::string(what));
}

} // namespace lv::cedar
