// Entities of Cedar's JSON: an array of {uid, attrs, parents, tags}; other members are ignored.
#include "cedar/json_value.hpp"
#include "cedar/validate_hierarchy.hpp"

#include "leadvault/cedar/read_json.hpp"
#include "leadvault/cedar/validate.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

// Compared before the hierarchy is closed, so by direct parents.
bool same(const Entity& left, const Entity& right) {
  return Value(left.attributes) == Value(right.attributes) &&
         Value(left.tags) == Value(right.tags) &&
         std::equal(left.ancestors.begin(), left.ancestors.end(), right.ancestors.begin(),
                    right.ancestors.end());
}

class EntitiesReader {
public:
  explicit EntitiesReader(const Schema* schema) : schema_(schema) {}

  Checked<void> add(const JsonValue& json, const Place& at);
  Checked<Entities> build() &&;

private:
  Checked<Record> attributes(const EntityUid& uid, const JsonValue& json, const Place& at);
  Checked<Record> tags(const EntityUid& uid, const JsonValue& json, const Place& at);
  Checked<List<EntityUid>> parents(const EntityUid& uid, const JsonValue& json, const Place& at);
  // Of `uid`, or null when attributes are read as they are written.
  const EntityType* type_of(const EntityUid& uid) const;
  void add_actions();

  const Schema* schema_;
  EntitiesBuilder builder_;
  JsonValueReader values_{builder_.arena()};
  std::unordered_map<EntityUid, Entity, UidHash> read_;
};

const EntityType* EntitiesReader::type_of(const EntityUid& uid) const {
  return schema_ == nullptr ? nullptr : schema_->entity_type(uid.type);
}

Checked<void> EntitiesReader::add(const JsonValue& json, const Place& at) {
  const auto member = [&json](std::string_view name) { return json.find(name); };
  for (const std::string_view name : {"uid", "attrs", "parents"})
    if (member(name) == nullptr) return Place(at, name).problem("this member is required");
  Entity entity;
  const Place uid_at(at, "uid");
  LV_TRY(uid, values_.uid(*member("uid"), uid_at));
  if (schema_ != nullptr && type_of(uid) == nullptr && schema_->action(uid) == nullptr)
    return uid_at.problem("the schema has no such type or action");
  entity.uid = uid;
  LV_TRY(attributes_read, attributes(uid, *member("attrs"), Place(at, "attrs")));
  entity.attributes = attributes_read;
  LV_TRY(parents_read, parents(uid, *member("parents"), Place(at, "parents")));
  entity.ancestors = parents_read;
  if (const JsonValue* written = member("tags")) {
    LV_TRY(tags_read, tags(uid, *written, Place(at, "tags")));
    entity.tags = tags_read;
  }
  const auto [known, inserted] = read_.emplace(uid, entity);
  if (inserted) {
    builder_.add(entity);
  } else if (!same(known->second, entity)) {
    return uid_at.problem("this entity was already given, differently");
  }
  return {};
}

Checked<Record> EntitiesReader::attributes(const EntityUid& uid, const JsonValue& json,
                                           const Place& at) {
  const EntityType* type = type_of(uid);
  return type == nullptr ? values_.record(json, at) : values_.record(json, *type->shape, at);
}

Checked<Record> EntitiesReader::tags(const EntityUid& uid, const JsonValue& json, const Place& at) {
  const EntityType* type = type_of(uid);
  if (type == nullptr) return values_.record(json, at);
  const JsonObject* members = json.as_object();
  if (members == nullptr) return at.problem("a record is expected");
  if (type->tags == nullptr) {
    if (members->empty()) return Record{};
    return at.problem("entities of this type have no tags");
  }
  return values_.record_of(json, *type->tags, at);
}

Checked<List<EntityUid>> EntitiesReader::parents(const EntityUid& uid, const JsonValue& json,
                                                 const Place& at) {
  const JsonArray* items = json.as_array();
  if (items == nullptr) return at.problem("an array is expected");
  std::vector<EntityUid> found;
  for (const JsonValue& item : *items) {
    const Place here(at, found.size());
    LV_TRY(parent, values_.uid(item, here));
    if (names_actions(uid.type) && !names_actions(parent.type))
      return here.problem("the parent of an action must be an action");
    found.push_back(parent);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return builder_.arena().keep(found);
}

// What was given must conform by itself: it is not completed by what the schema says.
Checked<Entities> EntitiesReader::build() && {
  if (schema_ != nullptr) {
    LV_CHECK(builder_.close());
    auto problems = validate(builder_.entities(), *schema_);
    if (!problems.empty()) return problems;
    add_actions();
  }
  return std::move(builder_).build();
}

void EntitiesReader::add_actions() {
  Arena& arena = builder_.arena();
  const auto kept = [&arena](const EntityUid& uid) {
    return EntityUid{arena.keep(uid.type), arena.keep(uid.id)};
  };
  for (const ActionType* action : schema_->actions()) {
    if (read_.contains(action->uid)) continue;
    std::vector<EntityUid> ancestors;
    for (const EntityUid& ancestor : action->ancestors) ancestors.push_back(kept(ancestor));
    builder_.add({kept(action->uid), {}, {}, arena.keep(ancestors)});
  }
}

} // namespace

Checked<Entities> read_entities(std::string_view json, const Schema* schema) {
  LV_TRY(document, read_json(json));
  const JsonArray* items = document.as_array();
  const Place top;
  if (items == nullptr) return top.problem("an array of entities is expected");
  EntitiesReader reader(schema);
  Problems problems;
  for (std::size_t at = 0; at < items->size(); ++at) {
    const auto added = reader.add((*items)[at], Place(top, at));
    if (added) continue;
    const Problems found = added.error();
    problems.insert(problems.end(), found.begin(), found.end());
  }
  if (!problems.empty()) return problems;
  return std::move(reader).build();
}

} // namespace lv::cedar
