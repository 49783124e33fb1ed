// SchemaTypeParser: names, annotations and types of the human-readable schema format.
#pragma once

#include "cedar/names.hpp"
#include "cedar/schema_raw.hpp"

namespace lv::cedar {

class SchemaTypeParser {
public:
  // What is made lies in `arena`.
  SchemaTypeParser(TokenCursor& cursor, Arena& arena) : cursor_(cursor), arena_(arena) {}

  Checked<const RawType*> type();
  Checked<const RawType*> record();
  // They are checked and not kept: nothing depends on them.
  Checked<void> annotations();

  Checked<RawName> identifier(std::string_view what);
  Checked<RawName> path(std::string_view what); // `A::B`
  Checked<RawName> name(std::string_view what); // an identifier or a string

private:
  Checked<const RawType*> type_at_depth();
  Checked<RawAttribute> attribute();

  TokenCursor& cursor_;
  Arena& arena_;
  std::size_t depth_ = 0;
};

} // namespace lv::cedar
