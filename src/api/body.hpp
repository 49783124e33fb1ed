// ObjectReader: typed reading of one JSON object that collects every fault instead of stopping at
// the first. The one way a request body is taken apart. Lives as long as the JsonValue it reads.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/base/time.hpp"
#include "leadvault/base/violation.hpp"

#include <initializer_list>
#include <optional>

namespace lv::api {

enum class Need { required, optional };

struct Span { // of a number, or of a length
  std::int64_t least;
  std::int64_t most;
};

class ObjectReader {
public:
  // Anything but an object, and every member that is not among `known`, is a violation at once.
  ObjectReader(const JsonValue& value, std::string pointer, Violations& violations,
               std::initializer_list<std::string_view> known);

  bool has(std::string_view name) const { return find(name) != nullptr; }
  bool is_object() const { return object_ != nullptr; }
  std::string pointer_of(std::string_view name) const;

  // Each gives the value or null/nullopt after noting why not; absent optional members note
  // nothing.
  const SecretText* text(std::string_view name, Need need, Span bytes);
  std::optional<std::int64_t> integer(std::string_view name, Need need, Span range);
  std::optional<Time> time(std::string_view name, Need need);
  const JsonArray* array(std::string_view name, Need need, Span items);
  const JsonValue* object(std::string_view name, Need need);

  // One of a closed set of names: `parse` gives a Result or an optional.
  template <class Parse>
  auto choice(std::string_view name, Need need, Parse parse)
      -> std::optional<std::decay_t<decltype(*parse(std::string_view()))>> {
    const auto* value = text(name, need, Span{1, 64});
    if (value == nullptr) return std::nullopt;
    auto parsed = parse(std::string_view(*value));
    if (parsed) return *parsed;
    note(name, "unknown-value", "this is not one of the values the member takes");
    return std::nullopt;
  }

  void note(std::string_view name, const char* rule, const char* detail);

private:
  const JsonValue* find(std::string_view name) const;
  const JsonValue* get(std::string_view name, Need need);

  const JsonObject* object_ = nullptr;
  std::string pointer_;
  Violations& violations_;
};

// The strings of an array, each within `bytes`; a repeated one is a violation.
std::vector<std::string> unique_texts(const JsonArray& array, const std::string& pointer,
                                      Span bytes, Violations& violations);

} // namespace lv::api
