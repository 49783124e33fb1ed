// Names: identifiers and paths of them, as the grammar allows them.
#pragma once

#include "cedar/cursor.hpp"

#include "leadvault/cedar/arena.hpp"
#include "leadvault/cedar/value.hpp"

namespace lv::cedar {

bool is_reserved(std::string_view word); // not a name of anything: true, if, like, ..., __cedar

// An identifier that is not reserved.
Checked<std::string_view> parse_identifier(TokenCursor& cursor, std::string_view what);

// `A::B::C`, without blanks in it.
Checked<std::string_view> parse_path(TokenCursor& cursor, Arena& arena, std::string_view what);

// The text of a string literal.
Checked<std::string_view> parse_string(TokenCursor& cursor, Arena& arena, std::string_view what);

// `A::B::"id"`.
Checked<EntityUid> parse_uid(TokenCursor& cursor, Arena& arena);

} // namespace lv::cedar
