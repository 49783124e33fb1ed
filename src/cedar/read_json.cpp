#include "leadvault/cedar/read_json.hpp"

#include "cedar/json_value.hpp"

namespace lv::cedar {

Checked<Record> read_context(std::string_view json, Arena& arena) {
  LV_TRY(document, read_json(json));
  LV_TRY(value, JsonValueReader(arena).any(document, Place()));
  if (const Record* record = value.as<Record>()) return *record;
  return Place().problem("a context is a record");
}

Checked<Record> read_context(std::string_view json, Arena& arena, const Schema& schema,
                             const EntityUid& action) {
  const ActionType* declared = schema.action(action);
  if (declared == nullptr) return Place().problem("the schema has no such action");
  LV_TRY(document, read_json(json));
  return JsonValueReader(arena).record(document, *declared->context, Place());
}

} // namespace lv::cedar
