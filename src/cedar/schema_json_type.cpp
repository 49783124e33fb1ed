#include "cedar/schema_json_type.hpp"

#include "cedar/digits.hpp"
#include "cedar/names.hpp"

#include "leadvault/base/result.hpp"

#include <algorithm>
#include <array>

namespace lv::cedar {

namespace {

// A value of member `type` that has a meaning of its own; all others name a common type.
struct Form {
  std::string_view type;
  std::string_view needs;  // a member
  std::string_view allows; // another one
};

constexpr std::array<Form, 8> forms{{
    {"String", {}, {}},
    {"Long", {}, {}},
    {"Boolean", {}, {}},
    {"Set", "element", {}},
    {"Record", "attributes", "additionalAttributes"},
    {"Entity", "name", {}},
    {"EntityOrCommon", "name", {}},
    {"Extension", "name", {}},
}};

Form form_of(std::string_view type) {
  const auto found = std::find_if(forms.begin(), forms.end(),
                                  [type](const Form& form) { return form.type == type; });
  return found == forms.end() ? Form{type, {}, {}} : *found;
}

bool may_have(const Form& form, SchemaTypeReader::Beside beside, std::string_view member) {
  using Beside = SchemaTypeReader::Beside;
  if (member.empty()) return false; // else it would be the missing second member of a form
  if (member == "type" || member == form.needs || member == form.allows) return true;
  if (member == "annotations") return beside != Beside::nothing;
  return member == "required" && beside == Beside::annotations_and_required;
}

bool is_word(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && !is_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

bool is_identifier(std::string_view text) {
  return is_word(text) && (text == "__cedar" || !is_reserved(text));
}

bool is_path(std::string_view text) {
  for (;;) {
    const auto end = text.find("::");
    if (!is_identifier(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 2);
  }
}

RawType common_type(std::string_view name) {
  RawType made;
  made.kind = RawType::Kind::name;
  made.reference = Reference::common;
  made.name = name;
  return made;
}

} // namespace

Checked<const JsonObject*> object_of(const JsonValue& json, const Place& at) {
  const JsonObject* object = json.as_object();
  if (object == nullptr) return at.problem("an object is expected");
  return object;
}

Checked<const JsonObject*> object_of(const JsonValue& json, const Place& at,
                                     std::initializer_list<std::string_view> names) {
  LV_TRY(object, object_of(json, at));
  for (const JsonMember& member : *object) {
    if (std::find(names.begin(), names.end(), std::string_view(member.name)) == names.end()) {
      return Place(at, member.name).problem("there is no such member here");
    }
  }
  return object;
}

Checked<const JsonArray*> array_of(const JsonValue& json, const Place& at) {
  const JsonArray* array = json.as_array();
  if (array == nullptr) return at.problem("an array is expected");
  return array;
}

Checked<void> check_identifier(std::string_view name, const Place& at) {
  if (!is_identifier(name)) return at.problem("a name is expected: letters, digits and `_`");
  return {};
}

Checked<void> check_annotations(const JsonValue& json, const Place& at) {
  LV_TRY(object, object_of(json, at));
  for (const JsonMember& member : *object) {
    const Place here(at, member.name);
    if (!is_word(member.name)) return here.problem("the name of an annotation is expected");
    if (member.value.as_string() == nullptr && !member.value.is_null()) {
      return here.problem("a text or null is expected");
    }
  }
  return {};
}

Checked<std::string_view> SchemaTypeReader::text(const JsonValue& json, const Place& at) {
  const SecretText* text = json.as_string();
  if (text == nullptr) return at.problem("a text is expected");
  return arena_.keep(std::string_view(*text));
}

Checked<RawName> SchemaTypeReader::name(std::string_view text, const Place& at) {
  if (!is_path(text)) return at.problem("a name such as A::B is expected, without blanks");
  return RawName{arena_.keep(text), {}};
}

Checked<RawName> SchemaTypeReader::name(const JsonValue& json, const Place& at) {
  LV_TRY(found, text(json, at));
  return name(found, at);
}

Checked<List<RawName>> SchemaTypeReader::names(const JsonValue& json, const Place& at) {
  LV_TRY(array, array_of(json, at));
  std::vector<RawName> found;
  for (const JsonValue& item : *array) {
    LV_TRY(one, name(item, Place(at, found.size())));
    found.push_back(one);
  }
  return arena_.keep(found);
}

Checked<const RawType*> SchemaTypeReader::type(const JsonValue& json, const Place& at,
                                               Beside beside) {
  LV_TRY(object, object_of(json, at));
  const Place type_at(at, "type");
  const JsonValue* named = json.find("type");
  if (named == nullptr) return type_at.problem("this member is required");
  LV_TRY(type_name, text(*named, type_at));
  const Form expected = form_of(type_name);
  for (const JsonMember& member : *object) {
    if (!may_have(expected, beside, member.name)) {
      return Place(at, member.name).problem("there is no such member of this type");
    }
  }
  if (!expected.needs.empty() && json.find(expected.needs) == nullptr) {
    return Place(at, expected.needs).problem("this member is required");
  }
  if (const JsonValue* annotations = json.find("annotations")) {
    LV_CHECK(check_annotations(*annotations, Place(at, "annotations")));
  }
  LV_TRY(made, form(type_name, json, at));
  return arena_.make(made);
}

Checked<RawType> SchemaTypeReader::form(std::string_view type, const JsonValue& json,
                                        const Place& at) {
  if (type == "Boolean") return common_type("__cedar::Bool");
  if (type == "Long") return common_type("__cedar::Long");
  if (type == "String") return common_type("__cedar::String");
  RawType made;
  if (type == "Set") {
    LV_TRY(element, this->type(*json.find("element"), Place(at, "element")));
    made.kind = RawType::Kind::set;
    made.element = element;
    return made;
  }
  if (type == "Record") {
    const JsonValue* more = json.find("additionalAttributes");
    if (more != nullptr && (more->as_bool() == nullptr || *more->as_bool())) {
      return Place(at, "additionalAttributes").problem("only false is supported");
    }
    LV_TRY(found, attributes(*json.find("attributes"), Place(at, "attributes")));
    made.attributes = found;
    return made;
  }
  const JsonValue* named = json.find("name");
  if (named == nullptr) {
    LV_TRY(common, name(type, Place(at, "type")));
    return common_type(common.name);
  }
  const Place name_at(at, "name");
  LV_TRY(found, name(*named, name_at));
  if (type == "Extension") return extension(found.name, name_at);
  made.kind = RawType::Kind::name;
  made.reference = type == "Entity" ? Reference::entity : Reference::either;
  made.name = found.name;
  return made;
}

Checked<RawType> SchemaTypeReader::extension(std::string_view name, const Place& at) {
  constexpr std::array<std::string_view, 4> known = {"datetime", "decimal", "duration", "ipaddr"};
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    return at.problem("datetime, decimal, duration or ipaddr is expected");
  }
  return common_type(arena_.keep("__cedar::" + std::string(name)));
}

Checked<List<RawAttribute>> SchemaTypeReader::attributes(const JsonValue& json, const Place& at) {
  LV_TRY(object, object_of(json, at));
  std::vector<RawAttribute> found;
  for (const JsonMember& member : *object) {
    const Place here(at, member.name);
    LV_TRY(made, type(member.value, here, Beside::annotations_and_required));
    RawAttribute attribute{arena_.keep(std::string_view(member.name)), made};
    if (const JsonValue* required = member.value.find("required")) {
      if (required->as_bool() == nullptr) {
        return Place(here, "required").problem("true or false is expected");
      }
      if (!*required->as_bool()) attribute.presence = AttributeType::Presence::optional;
    }
    found.push_back(attribute);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& one, const auto& other) { return one.name < other.name; });
  return arena_.keep(found);
}

} // namespace lv::cedar
