// Strict JSON (RFC 8259): duplicate members, trailing bytes, invalid UTF-8, lone surrogates,
// U+0000 (unless allowed), numbers not exact in int64 or finite double, too deep: errors.
// JsonValue is for requests; JsonWriter writes responses. Strings wipe themselves on release.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/limits.hpp"
#include "leadvault/base/secret.hpp"

#include <string_view>
#include <variant>

namespace lv {

using SecretText = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

class JsonValue;
using JsonArray = std::vector<JsonValue, WipingAllocator<JsonValue>>;
struct JsonMember;
// In the order written, names unique. The allocator wipes short strings too: they lie inline.
using JsonObject = std::vector<JsonMember, WipingAllocator<JsonMember>>;

class JsonValue {
public:
  JsonValue() = default; // null
  explicit JsonValue(bool value);
  explicit JsonValue(std::int64_t value);
  explicit JsonValue(double value);
  explicit JsonValue(SecretText value);
  explicit JsonValue(JsonArray value);
  explicit JsonValue(JsonObject value);

  bool is_null() const { return data_.index() == 0; }
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const SecretText* as_string() const { return std::get_if<SecretText>(&data_); }
  const JsonArray* as_array() const;
  const JsonObject* as_object() const;
  const JsonValue* find(std::string_view name) const; // member of an object, or null pointer

private:
  std::variant<std::monostate, bool, std::int64_t, double, SecretText, JsonArray, JsonObject> data_;
};

struct JsonMember {
  SecretText name;
  JsonValue value;
};

// What is accepted beyond the grammar; the defaults are for requests.
struct JsonLimits {
  enum class Nul : std::uint8_t { refused, allowed }; // U+0000, written \u0000
  std::size_t depth_max = limits::json_depth_max;
  Nul nul = Nul::refused;
};

// A number without fraction and exponent is an int64; any other a double of at most 2^53 either
// way, beyond which integers would change silently. Fails with malformed; `at` (when given)
// receives the byte offset of the first fault.
Result<JsonValue> parse_json(std::string_view text, std::size_t* at = nullptr,
                             const JsonLimits& limits = {});

// Streaming writer; commas and quoting are its business. UTF-8 passes through, controls escape.
class JsonWriter {
public:
  JsonWriter() { out_.reserve(usual_bytes); } // growing wipes every block that was too small
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number); // operational figures only; never in anything hashed
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json); // trusted, already JSON

  template <class T>
  JsonWriter& member(std::string_view name, T&& v) {
    key(name);
    return value(std::forward<T>(v));
  }

  std::string_view text() const { return {out_.data(), out_.size()}; }
  SecretText take() { return std::move(out_); }

private:
  static constexpr std::size_t usual_bytes = 1024;
  void separate();
  SecretText out_;
  bool need_comma_ = false;
};

std::string pointer_escape(std::string_view name); // RFC 6901 ~0 ~1

} // namespace lv
