// The JSON schema format: {"": {...}, "Namespace": {entityTypes, actions, commonTypes,
// annotations}}. Source: docs.cedarpolicy.com, "JSON schema format".
#include "cedar/schema_builder.hpp"
#include "cedar/schema_json_type.hpp"

#include "leadvault/base/limits.hpp"
#include "leadvault/base/result.hpp"

namespace lv::cedar {

namespace {

class SchemaReader {
public:
  explicit SchemaReader(SchemaBuilder& builder) : builder_(builder), types_(builder.scratch()) {}

  Checked<void> read(const JsonValue& root);

private:
  using Beside = SchemaTypeReader::Beside;

  Checked<void> enter(std::string_view name, const JsonValue& json, const Place& at);
  Checked<void> name_space(const JsonValue& json, const Place& at);
  Checked<void> common(const JsonMember& member, const Place& at);
  Checked<void> entity(const JsonMember& member, const Place& at);
  Checked<void> action(const JsonMember& member, const Place& at);
  Checked<List<std::string_view>> ids(const JsonValue& json, const Place& at);
  Checked<void> applies_to(const JsonValue& json, const Place& at, RawAction& action);
  Checked<List<RawGroup>> groups(const JsonValue& json, const Place& at);
  Checked<RawGroup> group(const JsonValue& json, const Place& at);

  // Reads each member of the member `name` of `json`.
  using ReadMember = Checked<void> (SchemaReader::*)(const JsonMember&, const Place&);
  Checked<void> each(const JsonValue& json, std::string_view name, const Place& at,
                     ReadMember read_one);
  RawName kept(std::string_view name) { return {builder_.scratch().keep(name), {}}; }

  SchemaBuilder& builder_;
  SchemaTypeReader types_;
};

// The member `name` when it is there and not null.
const JsonValue* given(const JsonValue& json, std::string_view name) {
  const JsonValue* member = json.find(name);
  return member == nullptr || member->is_null() ? nullptr : member;
}

Checked<void> check_annotations_of(const JsonValue& json, const Place& at) {
  const JsonValue* annotations = json.find("annotations");
  if (annotations == nullptr) return {};
  return check_annotations(*annotations, Place(at, "annotations"));
}

Checked<void> SchemaReader::read(const JsonValue& root) {
  const Place top;
  LV_TRY(spaces, object_of(root, top));
  for (const JsonMember& space : *spaces) {
    const Place at(top, space.name);
    LV_CHECK(enter(space.name, space.value, at));
    LV_CHECK(name_space(space.value, at));
    builder_.leave();
  }
  return {};
}

Checked<void> SchemaReader::enter(std::string_view name, const JsonValue& json, const Place& at) {
  const JsonValue* annotations = json.find("annotations");
  if (name.empty()) {
    if (annotations == nullptr) return {};
    LV_TRY(written, object_of(*annotations, Place(at, "annotations")));
    if (written->empty()) return {};
    return Place(at, "annotations").problem("what has no namespace has no such annotations");
  }
  LV_TRY(scope, types_.name(name, at));
  builder_.enter(scope);
  return {};
}

Checked<void> SchemaReader::name_space(const JsonValue& json, const Place& at) {
  LV_CHECK(object_of(json, at, {"commonTypes", "entityTypes", "actions", "annotations"}));
  LV_CHECK(check_annotations_of(json, at));
  for (const std::string_view name : {"entityTypes", "actions"}) {
    if (json.find(name) == nullptr) return Place(at, name).problem("this member is required");
  }
  if (json.find("commonTypes") != nullptr) {
    LV_CHECK(each(json, "commonTypes", at, &SchemaReader::common));
  }
  LV_CHECK(each(json, "entityTypes", at, &SchemaReader::entity));
  return each(json, "actions", at, &SchemaReader::action);
}

Checked<void> SchemaReader::each(const JsonValue& json, std::string_view name, const Place& at,
                                 ReadMember read_one) {
  const Place here(at, name);
  LV_TRY(members, object_of(*json.find(name), here));
  for (const JsonMember& member : *members) {
    LV_CHECK((this->*read_one)(member, Place(here, member.name)));
  }
  return {};
}

Checked<void> SchemaReader::common(const JsonMember& member, const Place& at) {
  LV_CHECK(check_identifier(member.name, at));
  LV_TRY(type, types_.type(member.value, at, Beside::annotations));
  builder_.add(RawCommon{kept(member.name), type});
  return {};
}

Checked<void> SchemaReader::entity(const JsonMember& member, const Place& at) {
  const JsonValue& json = member.value;
  LV_CHECK(check_identifier(member.name, at));
  LV_CHECK(json.find("enum") != nullptr
               ? object_of(json, at, {"enum", "annotations"})
               : object_of(json, at, {"memberOfTypes", "shape", "tags", "annotations"}));
  LV_CHECK(check_annotations_of(json, at));
  RawEntity made;
  made.name = kept(member.name);
  if (const JsonValue* all = json.find("enum")) {
    LV_TRY(found, ids(*all, Place(at, "enum")));
    made.ids = found;
    made.id_rule = EntityType::Ids::enumerated;
  }
  if (const JsonValue* parents = json.find("memberOfTypes")) {
    LV_TRY(found, types_.names(*parents, Place(at, "memberOfTypes")));
    made.parents = found;
  }
  if (const JsonValue* shape = json.find("shape")) {
    LV_TRY(found, types_.type(*shape, Place(at, "shape")));
    made.shape = found;
  }
  if (const JsonValue* tags = json.find("tags")) {
    LV_TRY(found, types_.type(*tags, Place(at, "tags")));
    made.tags = found;
  }
  builder_.add(made);
  return {};
}

Checked<List<std::string_view>> SchemaReader::ids(const JsonValue& json, const Place& at) {
  LV_TRY(array, array_of(json, at));
  if (array->empty()) return at.problem("at least one id is expected");
  std::vector<std::string_view> found;
  for (const JsonValue& item : *array) {
    LV_TRY(id, types_.text(item, Place(at, found.size())));
    found.push_back(id);
  }
  return builder_.scratch().keep(found);
}

Checked<void> SchemaReader::action(const JsonMember& member, const Place& at) {
  const JsonValue& json = member.value;
  LV_CHECK(object_of(json, at, {"appliesTo", "memberOf", "attributes", "annotations"}));
  LV_CHECK(check_annotations_of(json, at));
  if (given(json, "attributes") != nullptr) {
    return Place(at, "attributes").problem("attributes of actions are not supported");
  }
  RawAction made;
  made.id = kept(member.name);
  if (const JsonValue* list = given(json, "memberOf")) {
    LV_TRY(found, groups(*list, Place(at, "memberOf")));
    made.groups = found;
  }
  if (const JsonValue* what = given(json, "appliesTo")) {
    LV_CHECK(applies_to(*what, Place(at, "appliesTo"), made));
  }
  builder_.add(made);
  return {};
}

Checked<void> SchemaReader::applies_to(const JsonValue& json, const Place& at, RawAction& action) {
  LV_CHECK(object_of(json, at, {"principalTypes", "resourceTypes", "context"}));
  for (const std::string_view name : {"principalTypes", "resourceTypes"}) {
    if (json.find(name) == nullptr) return Place(at, name).problem("this member is required");
  }
  LV_TRY(principals, types_.names(*json.find("principalTypes"), Place(at, "principalTypes")));
  action.principals = principals;
  LV_TRY(resources, types_.names(*json.find("resourceTypes"), Place(at, "resourceTypes")));
  action.resources = resources;
  if (const JsonValue* context = json.find("context")) {
    LV_TRY(type, types_.type(*context, Place(at, "context")));
    action.context = type;
  }
  return {};
}

Checked<List<RawGroup>> SchemaReader::groups(const JsonValue& json, const Place& at) {
  LV_TRY(array, array_of(json, at));
  std::vector<RawGroup> found;
  for (const JsonValue& item : *array) {
    LV_TRY(one, group(item, Place(at, found.size())));
    found.push_back(one);
  }
  return builder_.scratch().keep(found);
}

Checked<RawGroup> SchemaReader::group(const JsonValue& json, const Place& at) {
  LV_CHECK(object_of(json, at, {"type", "id"}));
  const JsonValue* named = json.find("id");
  if (named == nullptr) return Place(at, "id").problem("this member is required");
  RawGroup made;
  LV_TRY(id, types_.text(*named, Place(at, "id")));
  made.id = id;
  if (const JsonValue* type = given(json, "type")) {
    LV_TRY(name, types_.name(*type, Place(at, "type")));
    made.type = name.name;
  }
  return made;
}

} // namespace

Checked<Schema> parse_schema_json(std::string_view text) {
  if (text.size() > limits::cedar_text_bytes_max) {
    return Problems{problem_at(text, {}, "the text is longer than 1 MiB")};
  }
  LV_TRY(root, read_json(text));
  SchemaBuilder builder(std::nullopt);
  LV_CHECK(SchemaReader(builder).read(root));
  return std::move(builder).build();
}

} // namespace lv::cedar
