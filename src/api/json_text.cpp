#include "api/json_text.hpp"

namespace lv::api {

// Depth is bounded by the reader that made the value.
void write_json(const JsonValue& value, JsonWriter& out) {
  if (const auto* truth = value.as_bool()) {
    out.boolean(*truth);
  } else if (const auto* whole = value.as_int()) {
    out.value(*whole);
  } else if (const auto* number = value.as_double()) {
    out.value(*number);
  } else if (const auto* text = value.as_string()) {
    out.value(std::string_view(*text));
  } else if (const auto* array = value.as_array()) {
    out.begin_array();
    for (const auto& item : *array) write_json(item, out);
    out.end_array();
  } else if (const auto* object = value.as_object()) {
    out.begin_object();
    for (const auto& member : *object) {
      out.key(member.name);
      write_json(member.value, out);
    }
    out.end_object();
  } else {
    out.null();
  }
}

} // namespace lv::api
