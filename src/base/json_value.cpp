#include "leadvault/base/json.hpp"

namespace lv {

// Constructors stand here because they need JsonMember to be complete.
JsonValue::JsonValue(bool value) : data_(value) {}
JsonValue::JsonValue(std::int64_t value) : data_(value) {}
JsonValue::JsonValue(double value) : data_(value) {}
JsonValue::JsonValue(SecretText value) : data_(std::move(value)) {}
JsonValue::JsonValue(JsonArray value) : data_(std::move(value)) {}
JsonValue::JsonValue(JsonObject value) : data_(std::move(value)) {}

const JsonArray* JsonValue::as_array() const { return std::get_if<JsonArray>(&data_); }
const JsonObject* JsonValue::as_object() const { return std::get_if<JsonObject>(&data_); }

const JsonValue* JsonValue::find(std::string_view name) const {
  const JsonObject* object = as_object();
  if (object == nullptr) return nullptr;
  for (const JsonMember& member : *object)
    if (std::string_view(member.name) == name) return &member.value;
  return nullptr;
}

std::string pointer_escape(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

} // namespace lv
