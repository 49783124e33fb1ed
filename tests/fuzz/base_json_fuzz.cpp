// Any bytes as a JSON body: refused at a place inside the text, or read as a value without twins
// among its members that, written and read again, is the same value.
#include "fuzz.hpp"

#include "leadvault/base/json.hpp"

#include <set>

using namespace lv;
using lv::fuzz::demand;

namespace {

void write(const JsonValue& value, JsonWriter& out);

void write_object(const JsonObject& object, JsonWriter& out) {
  std::set<std::string_view> names;
  out.begin_object();
  for (const auto& [name, value] : object) {
    demand(names.insert(name).second, "no member stands twice in an object");
    out.key(name);
    write(value, out);
  }
  out.end_object();
}

void write(const JsonValue& value, JsonWriter& out) {
  if (value.is_null()) out.null();
  if (const auto* truth = value.as_bool()) out.boolean(*truth);
  if (const auto* number = value.as_int()) out.value(*number);
  if (const auto* number = value.as_double()) out.value(*number);
  if (const auto* text = value.as_string()) out.value(std::string_view(*text));
  if (const auto* object = value.as_object()) write_object(*object, out);
  if (const auto* array = value.as_array()) {
    out.begin_array();
    for (const auto& item : *array) write(item, out);
    out.end_array();
  }
}

SecretText written(const JsonValue& value) {
  JsonWriter out;
  write(value, out);
  return out.take();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t at = 0;
  const auto value = parse_json(text, &at);
  if (!value) {
    demand(at <= size, "a refusal says where inside the text");
    return 0;
  }
  const auto once = written(*value);
  const auto again = parse_json(once);
  demand(again && written(*again) == once, "what is written is read as the same value");
  return 0;
}
