#include "cedar/names.hpp"

#include "cedar/unescape.hpp"

#include "leadvault/base/result.hpp"

#include <array>

namespace lv::cedar {

bool is_reserved(std::string_view word) {
  constexpr std::array<std::string_view, 9> reserved = {"true", "false", "if",  "then", "else",
                                                        "in",   "like",  "has", "is"};
  return word == "__cedar" || std::find(reserved.begin(), reserved.end(), word) != reserved.end();
}

Checked<std::string_view> parse_identifier(TokenCursor& cursor, std::string_view what) {
  const auto& token = cursor.peek();
  if (token.kind != TokenKind::identifier) return cursor.expected(what);
  if (is_reserved(token.text)) {
    return cursor.fail(token.where, "`" + std::string(token.text) +
                                        "` is a word of the language, expected " +
                                        std::string(what));
  }
  return cursor.next().text;
}

Checked<std::string_view> parse_path(TokenCursor& cursor, Arena& arena, std::string_view what) {
  LV_TRY(first, parse_identifier(cursor, what));
  std::string path(first);
  while (cursor.at("::") && cursor.peek(1).kind == TokenKind::identifier) {
    cursor.next();
    LV_TRY(part, parse_identifier(cursor, what));
    path.append("::").append(part);
  }
  return arena.keep(path);
}

Checked<std::string_view> parse_string(TokenCursor& cursor, Arena& arena, std::string_view what) {
  const auto& token = cursor.peek();
  if (token.kind != TokenKind::string) return cursor.expected(what);
  const auto opened = unescape(token.text);
  if (!opened) return cursor.fail(token.where, opened.error().what());
  cursor.next();
  return arena.keep(*opened);
}

Checked<EntityUid> parse_uid(TokenCursor& cursor, Arena& arena) {
  LV_TRY(type, parse_path(cursor, arena, "an entity such as User::\"alice\""));
  LV_CHECK(cursor.expect("::"));
  LV_TRY(id, parse_string(cursor, arena, "the id of an entity, a string"));
  return EntityUid{type, id};
}

} // namespace lv::cedar
