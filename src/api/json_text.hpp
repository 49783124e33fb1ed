// Writes a JsonValue back as JSON text: for values we keep as the caller gave them (evidence).
#pragma once

#include "leadvault/base/json.hpp"

namespace lv::api {

void write_json(const JsonValue& value, JsonWriter& out);

} // namespace lv::api
