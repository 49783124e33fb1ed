#include "cedar/json_value.hpp"

#include "cedar/extension.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/cedar/read_json.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

std::string_view view(const SecretText& text) { return {text.data(), text.size()}; }

// The text member `name` of an object, or null.
const SecretText* text_of(const JsonValue& json, std::string_view name) {
  const JsonValue* member = json.find(name);
  return member == nullptr ? nullptr : member->as_string();
}

bool is_escape(const JsonMember& member) {
  const auto name = view(member.name);
  return name == "__entity" || name == "__extn" || name == "__expr";
}

bool is_call(const JsonValue& json) {
  return text_of(json, "fn") != nullptr &&
         (json.find("arg") != nullptr || json.find("args") != nullptr);
}

Function constructor_of(const Type& type) {
  return *function_named(type.name == "ipaddr" ? "ip" : type.name);
}

} // namespace

std::string Place::pointer() const {
  if (outer_ == nullptr) return {};
  return outer_->pointer() + '/' + (item_ ? std::to_string(*item_) : pointer_escape(member_));
}

Problems Place::problem(std::string_view what) const {
  const std::string where = pointer();
  return {Problem{(where.empty() ? "the text" : where) + ": " + std::string(what), {}, 0, 0}};
}

Checked<JsonValue> read_json(std::string_view text) {
  const JsonLimits accepted{limits::cedar_depth_max, JsonLimits::Nul::allowed};
  std::size_t at = 0;
  auto json = parse_json(text, &at, accepted);
  if (json) return std::move(*json);
  const auto fault = static_cast<std::uint32_t>(at);
  return Problems{problem_at(text, {fault, fault}, json.error().what())};
}

template <class Read>
Checked<Value> JsonValueReader::set(const JsonArray& items, const Place& at, Read read) {
  std::vector<Value> members;
  members.reserve(items.size());
  for (const JsonValue& item : items) {
    LV_TRY(member, read(item, Place(at, members.size())));
    members.push_back(member);
  }
  return Value(make_set(arena_, members));
}

template <class Read>
Checked<Record> JsonValueReader::fields(const JsonValue& json, const Place& at, Read read) {
  const JsonObject* members = json.as_object();
  if (members == nullptr) return at.problem("a record is expected");
  std::vector<Attribute> attributes;
  attributes.reserve(members->size());
  for (const JsonMember& member : *members) {
    LV_TRY(value, read(member, Place(at, view(member.name))));
    attributes.push_back({arena_.keep(view(member.name)), value});
  }
  return make_record(arena_, attributes);
}

Checked<Value> JsonValueReader::any(const JsonValue& json, const Place& at) {
  if (const bool* boolean = json.as_bool()) return Value(*boolean);
  if (const std::int64_t* integer = json.as_int()) return Value(*integer);
  if (const SecretText* text = json.as_string()) return Value(arena_.keep(view(*text)));
  if (const JsonArray* items = json.as_array())
    return set(*items, at,
               [this](const auto& item, const auto& place) { return any(item, place); });
  const JsonObject* members = json.as_object();
  if (members == nullptr)
    return at.problem(json.is_null() ? "null is no value" : "a number must be a whole one");
  const auto escape = std::find_if(members->begin(), members->end(), is_escape);
  if (escape != members->end()) {
    const Place inside(at, view(escape->name));
    return members->size() == 1 ? escaped(*escape, inside)
                                : inside.problem("an escape stands alone in its object");
  }
  LV_TRY(found, record(json, at));
  return Value(found);
}

Checked<Value> JsonValueReader::escaped(const JsonMember& escape, const Place& at) {
  if (view(escape.name) == "__extn") return call_of(escape.value, at);
  if (view(escape.name) == "__expr") return at.problem("this escape is not supported");
  LV_TRY(found, type_and_id(escape.value, at));
  return Value(found);
}

Checked<Value> JsonValueReader::typed(const JsonValue& json, const Type& type, const Place& at) {
  switch (type.kind) {
  case Type::Kind::entity: {
    LV_TRY(found, uid(json, at));
    return Value(found);
  }
  case Type::Kind::extension:
    return extension(json, type, at);
  case Type::Kind::set: {
    const JsonArray* items = json.as_array();
    if (items == nullptr) return at.problem("a set is expected");
    return set(*items, at, [&](const auto& item, const auto& place) {
      return typed(item, *type.element, place);
    });
  }
  case Type::Kind::record: {
    LV_TRY(found, record(json, type, at));
    return Value(found);
  }
  case Type::Kind::boolean:
  case Type::Kind::integer:
  case Type::Kind::string:
    break;
  }
  return any(json, at);
}

Checked<Record> JsonValueReader::record(const JsonValue& json, const Place& at) {
  return fields(json, at, [this](const JsonMember& member, const Place& place) {
    return any(member.value, place);
  });
}

Checked<Record> JsonValueReader::record(const JsonValue& json, const Type& type, const Place& at) {
  const auto read = [&](const JsonMember& member, const Place& place) -> Checked<Value> {
    const AttributeType* attribute = type.attribute(view(member.name));
    if (attribute == nullptr) return place.problem("the schema has no such attribute");
    return typed(member.value, *attribute->type, place);
  };
  LV_TRY(found, fields(json, at, read));
  for (const AttributeType& attribute : type.attributes) {
    if (attribute.presence == AttributeType::Presence::required &&
        found.find(attribute.name) == nullptr)
      return Place(at, attribute.name).problem("a required attribute is missing");
  }
  return found;
}

Checked<Record> JsonValueReader::record_of(const JsonValue& json, const Type& element,
                                           const Place& at) {
  return fields(json, at, [&](const JsonMember& member, const Place& place) {
    return typed(member.value, element, place);
  });
}

Checked<EntityUid> JsonValueReader::uid(const JsonValue& json, const Place& at) {
  if (const JsonValue* escaped = json.find("__entity"))
    return type_and_id(*escaped, Place(at, "__entity"));
  return type_and_id(json, at);
}

Checked<EntityUid> JsonValueReader::type_and_id(const JsonValue& json, const Place& at) {
  const SecretText* type = text_of(json, "type");
  const SecretText* id = text_of(json, "id");
  if (type == nullptr || id == nullptr)
    return at.problem("an entity is expected: an object with the texts `type` and `id`");
  LV_TRY(name, type_name(view(*type), Place(at, "type")));
  return EntityUid{name, arena_.keep(view(*id))};
}

// Names come without spaces and comments here (RFC 9 of Cedar), so that one type has one spelling.
Checked<std::string_view> JsonValueReader::type_name(std::string_view name, const Place& at) {
  const std::string key(name);
  if (const auto known = types_.find(key); known != types_.end()) return known->second;
  const auto read = read_uid(key + "::\"\"", arena_);
  if (!read || read->type != name) return at.problem("this is no name of an entity type");
  return types_.emplace(key, read->type).first->second;
}

Checked<Value> JsonValueReader::call_of(const JsonValue& json, const Place& at) {
  if (!is_call(json)) return at.problem("an object with `fn` and `arg` or `args` is expected");
  const auto function = function_named(view(*text_of(json, "fn")));
  if (!function) return Place(at, "fn").problem("there is no such function");
  std::vector<Value> arguments;
  const JsonValue* one = json.find("arg");
  const JsonArray* many = one == nullptr ? json.find("args")->as_array() : nullptr;
  if (one != nullptr) {
    LV_TRY(argument, any(*one, Place(at, "arg")));
    arguments.push_back(argument);
  } else if (many == nullptr) {
    return Place(at, "args").problem("an array is expected");
  } else {
    const Place list(at, "args");
    for (const JsonValue& item : *many) {
      LV_TRY(argument, any(item, Place(list, arguments.size())));
      arguments.push_back(argument);
    }
  }
  const auto value = call(*function, arguments);
  if (!value) return at.problem(describe(value.error()));
  return *value;
}

Checked<Value> JsonValueReader::extension(const JsonValue& json, const Type& type,
                                          const Place& at) {
  if (const JsonValue* call = json.find("__extn")) return call_of(*call, Place(at, "__extn"));
  if (is_call(json)) return call_of(json, at);
  LV_TRY(value, any(json, at));
  const auto constructed = call(constructor_of(type), std::span<const Value>(&value, 1));
  if (!constructed) return at.problem(describe(constructed.error()));
  return *constructed;
}

} // namespace lv::cedar
