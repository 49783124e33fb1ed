// SchemaTypeReader: names, annotations and types of the JSON schema format. Members that are not
// part of a form are refused wherever they stand.
#pragma once

#include "cedar/json_value.hpp"
#include "cedar/schema_raw.hpp"

#include <initializer_list>

namespace lv::cedar {

// The object, whose members all have one of these names.
Checked<const JsonObject*> object_of(const JsonValue& json, const Place& at,
                                     std::initializer_list<std::string_view> names);
Checked<const JsonObject*> object_of(const JsonValue& json, const Place& at);
Checked<const JsonArray*> array_of(const JsonValue& json, const Place& at);
// An identifier, not a reserved word; `__cedar` is one.
Checked<void> check_identifier(std::string_view name, const Place& at);
// Keys of annotations may be reserved words.
Checked<void> check_annotations(const JsonValue& json, const Place& at);

class SchemaTypeReader {
public:
  // What is made lies in `arena`.
  explicit SchemaTypeReader(Arena& arena) : arena_(arena) {}

  // What stands beside the members of the type itself.
  enum class Beside : std::uint8_t { nothing, annotations, annotations_and_required };
  Checked<const RawType*> type(const JsonValue& json, const Place& at,
                               Beside beside = Beside::nothing);

  Checked<std::string_view> text(const JsonValue& json, const Place& at);
  Checked<RawName> name(std::string_view text, const Place& at); // "A::B", without blanks
  Checked<RawName> name(const JsonValue& json, const Place& at);
  Checked<List<RawName>> names(const JsonValue& json, const Place& at);

private:
  Checked<RawType> form(std::string_view type, const JsonValue& json, const Place& at);
  Checked<RawType> extension(std::string_view name, const Place& at);
  Checked<List<RawAttribute>> attributes(const JsonValue& json, const Place& at);

  Arena& arena_;
};

} // namespace lv::cedar
