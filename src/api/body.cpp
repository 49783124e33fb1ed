#include "api/body.hpp"

#include <algorithm>
#include <set>

namespace lv::api {

ObjectReader::ObjectReader(const JsonValue& value, std::string pointer, Violations& violations,
                           std::initializer_list<std::string_view> known)
    : object_(value.as_object()), pointer_(std::move(pointer)), violations_(violations) {
  if (object_ == nullptr) {
    violations_.push_back({pointer_, "type", "this must be an object"});
    return;
  }
  for (const auto& member : *object_) {
    const std::string_view name = member.name;
    if (std::find(known.begin(), known.end(), name) == known.end())
      note(name, "unknown-member", "there is no such member here");
  }
}

std::string ObjectReader::pointer_of(std::string_view name) const {
  return pointer_ + "/" + pointer_escape(name);
}

void ObjectReader::note(std::string_view name, const char* rule, const char* detail) {
  violations_.push_back({pointer_of(name), rule, detail});
}

const JsonValue* ObjectReader::find(std::string_view name) const {
  if (object_ == nullptr) return nullptr;
  const auto at = std::find_if(object_->begin(), object_->end(), [name](const JsonMember& member) {
    return std::string_view(member.name) == name;
  });
  return at == object_->end() ? nullptr : &at->value;
}

const JsonValue* ObjectReader::get(std::string_view name, Need need) {
  const auto* value = find(name);
  // Nothing to add about the members of something that is not an object.
  if (value == nullptr && need == Need::required && object_ != nullptr)
    note(name, "required", "this member must be given");
  return value;
}

const SecretText* ObjectReader::text(std::string_view name, Need need, Span bytes) {
  const auto* value = get(name, need);
  if (value == nullptr) return nullptr;
  const auto* text = value->as_string();
  if (text == nullptr) {
    note(name, "type", "this must be a string");
    return nullptr;
  }
  if (text->size() < static_cast<std::size_t>(bytes.least)) {
    note(name, "too-short", "this must not be empty");
    return nullptr;
  }
  if (text->size() > static_cast<std::size_t>(bytes.most)) {
    note(name, "too-long", "this has too many bytes");
    return nullptr;
  }
  return text;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name, Need need, Span range) {
  const auto* value = get(name, need);
  if (value == nullptr) return std::nullopt;
  const auto* number = value->as_int();
  if (number == nullptr) {
    note(name, "type", "this must be a whole number");
    return std::nullopt;
  }
  if (*number < range.least || *number > range.most) {
    note(name, "out-of-range", "this number is outside the range the member takes");
    return std::nullopt;
  }
  return *number;
}

std::optional<Time> ObjectReader::time(std::string_view name, Need need) {
  const auto* value = text(name, need, Span{1, 64});
  if (value == nullptr) return std::nullopt;
  auto parsed = parse_time(*value);
  if (parsed && parsed->us > 0) return *parsed;
  note(name, "time-syntax", "this must be an RFC 3339 time with an offset, after 1970");
  return std::nullopt;
}

const JsonArray* ObjectReader::array(std::string_view name, Need need, Span items) {
  const auto* value = get(name, need);
  if (value == nullptr) return nullptr;
  const auto* array = value->as_array();
  if (array == nullptr) {
    note(name, "type", "this must be an array");
    return nullptr;
  }
  if (array->size() < static_cast<std::size_t>(items.least)) {
    note(name, "too-few-items", "this array must not be empty");
    return nullptr;
  }
  if (array->size() > static_cast<std::size_t>(items.most)) {
    note(name, "too-many-items", "this array has more items than one call takes");
    return nullptr;
  }
  return array;
}

const JsonValue* ObjectReader::object(std::string_view name, Need need) {
  const auto* value = get(name, need);
  if (value == nullptr) return nullptr;
  if (value->as_object() != nullptr) return value;
  note(name, "type", "this must be an object");
  return nullptr;
}

std::vector<std::string> unique_texts(const JsonArray& array, const std::string& pointer,
                                      Span bytes, Violations& violations) {
  std::vector<std::string> texts;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const auto at = pointer + "/" + std::to_string(i);
    const auto* text = array[i].as_string();
    if (text == nullptr) {
      violations.push_back({at, "type", "this must be a string"});
    } else if (text->size() < static_cast<std::size_t>(bytes.least) ||
               text->size() > static_cast<std::size_t>(bytes.most)) {
      violations.push_back({at, "length", "this string is too short or too long"});
    } else if (!seen.insert(*text).second) {
      violations.push_back({at, "duplicate", "this item stands in the array already"});
    } else {
      texts.emplace_back(text->begin(), text->end());
    }
  }
  return texts;
}

} // namespace lv::api
