// Values of Cedar's JSON: {"__entity": {type, id}} is an entity, {"__extn": {fn, arg}} or
// {fn, args} a call of an extension's function; arrays are sets, other objects records. An object
// that has one of these members must be a whole escape and nothing else: where it is not, the
// official engine reads a record. `__expr` is refused, as are null and fractions.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/cedar/schema.hpp"

#include <string>
#include <unordered_map>

namespace lv::cedar {

// A place in a JSON text; spelt out only when there is a problem. Outer places outlive inner ones.
class Place {
public:
  Place() = default; // the whole text
  Place(const Place& outer, std::string_view member) : outer_(&outer), member_(member) {}
  Place(const Place& outer, std::size_t item) : outer_(&outer), item_(item) {}
  std::string pointer() const; // RFC 6901
  Problems problem(std::string_view what) const;

private:
  const Place* outer_ = nullptr;
  std::string_view member_;
  std::optional<std::size_t> item_;
};

Checked<JsonValue> read_json(std::string_view text);

class JsonValueReader {
public:
  // What is read lies in `arena`.
  explicit JsonValueReader(Arena& arena) : arena_(arena) {}

  Checked<Value> any(const JsonValue& json, const Place& at);
  // Entities, calls and texts that construct may be written without their escape where `type`
  // says what they are. What comes back need not be of the type: that is the validator's.
  Checked<Value> typed(const JsonValue& json, const Type& type, const Place& at);

  Checked<Record> record(const JsonValue& json, const Place& at); // names escape nothing
  Checked<Record> record(const JsonValue& json, const Type& type, const Place& at);
  Checked<Record> record_of(const JsonValue& json, const Type& element, const Place& at);
  Checked<EntityUid> uid(const JsonValue& json, const Place& at); // {type, id}, escaped or not

private:
  Checked<EntityUid> type_and_id(const JsonValue& json, const Place& at);
  Checked<std::string_view> type_name(std::string_view name, const Place& at);
  Checked<Value> escaped(const JsonMember& escape, const Place& at);
  Checked<Value> call_of(const JsonValue& json, const Place& at);
  Checked<Value> extension(const JsonValue& json, const Type& type, const Place& at);
  template <class Read> // Checked<Value>(const JsonValue& item, const Place& at)
  Checked<Value> set(const JsonArray& items, const Place& at, Read read);
  template <class Read> // Checked<Value>(const JsonMember& member, const Place& at)
  Checked<Record> fields(const JsonValue& json, const Place& at, Read read);

  Arena& arena_;
  std::unordered_map<std::string, std::string_view> types_; // names found valid
};

} // namespace lv::cedar
