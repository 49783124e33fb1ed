#include "cedar/names.hpp"

#include "leadvault/base/result.hpp"
#include "leadvault/cedar/read_json.hpp"

namespace lv::cedar {

Checked<EntityUid> read_uid(std::string_view text, Arena& arena) {
  LV_TRY(tokens, tokenize(text));
  TokenCursor cursor(text, std::move(tokens));
  LV_TRY(uid, parse_uid(cursor, arena));
  if (!cursor.at_end()) return cursor.expected("the end of the text");
  return uid;
}

} // namespace lv::cedar
