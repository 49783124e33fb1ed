#include "cedar/schema_builder.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <array>

namespace lv::cedar {

namespace {

constexpr std::string_view reserved_name = "__cedar";
constexpr std::string_view action_type_name = "Action";

std::string quoted_name(std::string_view name) { return "`" + std::string(name) + "`"; }

bool has_reserved_part(std::string_view path) {
  const std::string whole = "::" + std::string(path) + "::";
  return whole.find("::" + std::string(reserved_name) + "::") != std::string::npos;
}

// Words of the JSON format, which both formats keep free.
bool is_type_keyword(std::string_view name) {
  constexpr std::array<std::string_view, 8> keywords = {"Bool", "Boolean", "Entity", "Extension",
                                                        "Long", "Record",  "Set",    "String"};
  return std::find(keywords.begin(), keywords.end(), name) != keywords.end();
}

} // namespace

SchemaBuilder::SchemaBuilder(std::optional<std::string_view> text)
    : report_(text), types_(arena(), names_, report_) {}

void SchemaBuilder::enter(const RawName& scope) {
  scope_ = arena().keep(scope.name);
  action_type_ = arena().keep(full_name(scope_, action_type_name));
  // It is part of all names in it.
  if (scope.name.size() > limits::cedar_scope_bytes_max) {
    report_.refuse(scope.where, "the name of this namespace is too long");
  }
  if (has_reserved_part(scope.name)) {
    report_.refuse(scope.where, "`__cedar` is reserved, expected another name of a namespace");
  }
  if (!scopes_.insert(scope_).second) {
    report_.refuse(scope.where, "the namespace " + quoted_name(scope.name) + " is declared twice");
  }
}

void SchemaBuilder::leave() {
  scope_ = {};
  action_type_ = action_type_name;
}

std::string_view SchemaBuilder::declare(const RawName& name) {
  if (name.name == reserved_name) {
    report_.refuse(name.where, "`__cedar` is reserved, expected another name of a type");
  }
  type_names_.push_back({name, scope_});
  return arena().keep(full_name(scope_, name.name));
}

void SchemaBuilder::add(const RawCommon& common) {
  if (is_type_keyword(common.name.name)) {
    report_.refuse(common.name.where, quoted_name(common.name.name) +
                                          " is reserved, expected another name of a common type");
  }
  types_.declare(common, scope_, declare(common.name));
}

void SchemaBuilder::add(const RawEntity& entity) {
  if (entity.name.name == action_type_name) {
    report_.refuse(entity.name.where, "`Action` is the type of actions, expected another name");
  }
  const std::string_view name = declare(entity.name);
  if (!names_.add_entity(name)) {
    report_.refuse(entity.name.where,
                   "the entity type " + quoted_name(name) + " is declared twice");
  }
  entities_.push_back({entity, scope_, name});
}

void SchemaBuilder::add(const RawAction& action) {
  action_ids_.push_back({action.id, scope_});
  actions_.push_back({action, scope_, {action_type_, arena().keep(action.id.name)}});
}

// RFC 70: what has no namespace can be named from everywhere, so no namespace may hide it.
void SchemaBuilder::check_shadowing(const std::vector<DeclaredName>& declared) {
  std::unordered_set<std::string_view> unscoped;
  for (const DeclaredName& one : declared)
    if (one.scope.empty()) unscoped.insert(one.name.name);
  for (const DeclaredName& one : declared) {
    if (one.scope.empty() || !unscoped.contains(one.name.name)) continue;
    report_.refuse(one.name.where, quoted_name(one.name.name) +
                                       " is declared in no namespace and in " +
                                       quoted_name(one.scope) + " again, expected another name");
  }
}

Checked<Schema> SchemaBuilder::build() && {
  check_shadowing(type_names_);
  check_shadowing(action_ids_);
  std::stable_sort(entities_.begin(), entities_.end(),
                   [](const auto& one, const auto& other) { return one.name < other.name; });
  std::stable_sort(actions_.begin(), actions_.end(),
                   [](const auto& one, const auto& other) { return one.uid < other.uid; });
  for (const DeclaredAction& action : actions_) names_.add_action_type(action.uid.type);
  types_.resolve_commons();
  make_entity_types();
  make_actions();
  if (!report_.is_clean()) return report_.take();
  return std::move(schema_);
}

} // namespace lv::cedar
