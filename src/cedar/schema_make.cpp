// The second half of SchemaBuilder: what was declared becomes entity types and actions.
#include "cedar/schema_builder.hpp"

#include "leadvault/cedar/print.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

void sort_unique(auto& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

} // namespace

SchemaBuilder::Numbers SchemaBuilder::entities_named(const List<RawName>& names,
                                                     std::string_view scope) {
  Numbers numbers;
  if (report_.spend(names.size()) == SchemaReport::Budget::spent) return numbers;
  for (const RawName& name : names) {
    const Meaning meaning = names_.find(name.name, scope, Reference::entity);
    const auto found = std::lower_bound(
        entities_.begin(), entities_.end(), meaning.entity,
        [](const DeclaredEntity& entity, std::string_view wanted) { return entity.name < wanted; });
    // A type of actions has a meaning and is no such entity: nothing is in it, no action applies.
    if (found == entities_.end() || found->name != meaning.entity) {
      report_.refuse(name.where,
                     "`" + std::string(name.name) + "` is not declared as an entity type");
      continue;
    }
    numbers.push_back(static_cast<std::uint32_t>(found - entities_.begin()));
  }
  sort_unique(numbers);
  return numbers;
}

std::optional<std::uint32_t> SchemaBuilder::action_named(const RawGroup& group,
                                                         std::string_view scope) const {
  for (const std::string& type : candidates(group.type, scope)) {
    const EntityUid uid{type, group.id};
    const auto found = std::lower_bound(
        actions_.begin(), actions_.end(), uid,
        [](const DeclaredAction& action, const EntityUid& wanted) { return action.uid < wanted; });
    if (found != actions_.end() && found->uid == uid) {
      return static_cast<std::uint32_t>(found - actions_.begin());
    }
  }
  return std::nullopt;
}

SchemaBuilder::Numbers SchemaBuilder::actions_named(const List<RawGroup>& groups,
                                                    std::string_view scope) {
  Numbers numbers;
  if (report_.spend(groups.size()) == SchemaReport::Budget::spent) return numbers;
  for (const RawGroup& group : groups) {
    if (const auto found = action_named(group, scope)) {
      numbers.push_back(*found);
    } else {
      report_.refuse(group.where,
                     "the action `" + print(EntityUid{group.type, group.id}) + "` is not declared");
    }
  }
  sort_unique(numbers);
  return numbers;
}

List<std::string_view> SchemaBuilder::names_of(const Numbers& entities) {
  std::vector<std::string_view> names;
  for (const std::uint32_t number : entities) names.push_back(entities_[number].name);
  return arena().keep(names);
}

TypePtr SchemaBuilder::record_of(const RawType* raw, std::string_view scope,
                                 std::string_view what) {
  if (raw == nullptr) return types_.empty_record();
  const TypePtr type = types_.make(*raw, scope);
  if (type != nullptr && type->kind != Type::Kind::record) {
    report_.refuse(raw->where, std::string(what) + ": expected a record");
  }
  return type;
}

List<std::string_view> SchemaBuilder::kept_ids(const List<std::string_view>& raw) {
  std::vector<std::string_view> ids;
  for (const std::string_view id : raw) {
    // Their bytes are kept for each name that is declared together.
    if (report_.spend(1 + id.size()) == SchemaReport::Budget::spent) return {};
    ids.push_back(arena().keep(id));
  }
  sort_unique(ids);
  return arena().keep(ids);
}

EntityType SchemaBuilder::entity_type(const DeclaredEntity& declared) {
  EntityType made;
  made.name = declared.name;
  made.shape = record_of(declared.raw.shape, declared.scope, "the attributes of an entity");
  if (declared.raw.tags != nullptr) made.tags = types_.make(*declared.raw.tags, declared.scope);
  made.id_rule = declared.raw.id_rule;
  made.ids = kept_ids(declared.raw.ids);
  return made;
}

void SchemaBuilder::make_entity_types() {
  Edges parents;
  for (const DeclaredEntity& entity : entities_) {
    parents.push_back(entities_named(entity.raw.parents, entity.scope));
  }
  const Edges ancestors = closure(parents, report_);
  for (std::size_t at = 0; at < entities_.size(); ++at) {
    EntityType made = entity_type(entities_[at]);
    made.parents = names_of(parents[at]);
    made.ancestors = names_of(ancestors[at]);
    schema_.types_.push_back(arena().make(made));
  }
}

ActionType SchemaBuilder::action_type(const DeclaredAction& declared) {
  ActionType made;
  made.uid = declared.uid;
  made.principals = names_of(entities_named(declared.raw.principals, declared.scope));
  made.resources = names_of(entities_named(declared.raw.resources, declared.scope));
  made.context = record_of(declared.raw.context, declared.scope, "the context of an action");
  return made;
}

void SchemaBuilder::make_actions() {
  Edges groups;
  for (const DeclaredAction& action : actions_) {
    groups.push_back(actions_named(action.raw.groups, action.scope));
  }
  const Edges ancestors = closure(groups, report_);
  for (std::size_t at = 0; at < actions_.size(); ++at) {
    const auto& uid = actions_[at].uid;
    const auto& above = ancestors[at];
    if (std::find(above.begin(), above.end(), at) != above.end()) {
      report_.refuse(actions_[at].raw.id.where, "the action `" + print(uid) + "` is in itself");
    }
    if (at > 0 && actions_[at - 1].uid == uid) {
      report_.refuse(actions_[at].raw.id.where,
                     "the action `" + print(uid) + "` is declared twice");
    }
    ActionType made = action_type(actions_[at]);
    std::vector<EntityUid> uids;
    for (const std::uint32_t number : above) uids.push_back(actions_[number].uid);
    made.ancestors = arena().keep(uids);
    schema_.actions_.push_back(arena().make(made));
  }
}

} // namespace lv::cedar
