#include "cedar/schema_types.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <array>

namespace lv::cedar {

namespace {

struct BuiltIn {
  std::string_view name; // in full
  Type::Kind kind;
};

constexpr std::string_view built_in_scope = "__cedar::";

constexpr std::array<BuiltIn, 7> built_ins{{
    {"__cedar::Bool", Type::Kind::boolean},
    {"__cedar::Long", Type::Kind::integer},
    {"__cedar::String", Type::Kind::string},
    {"__cedar::datetime", Type::Kind::extension},
    {"__cedar::decimal", Type::Kind::extension},
    {"__cedar::duration", Type::Kind::extension},
    {"__cedar::ipaddr", Type::Kind::extension},
}};

std::string_view short_name(const BuiltIn& type) { return type.name.substr(built_in_scope.size()); }

std::string not_declared(const RawType& raw) {
  const std::string name = "`" + std::string(raw.name) + "` is not declared";
  switch (raw.reference) {
  case Reference::entity:
    return name + " as an entity type";
  case Reference::common:
    return name + " as a common type";
  case Reference::either:
    break;
  }
  return name + " as a common type or an entity type";
}

} // namespace

SchemaTypes::SchemaTypes(Arena& arena, SchemaNames& names, SchemaReport& report)
    : arena_(arena), names_(names), report_(report) {
  Type record;
  record.kind = Type::Kind::record;
  empty_record_ = arena_.make(record);
  for (const BuiltIn& built_in : built_ins) {
    Type type;
    type.kind = built_in.kind;
    if (type.kind == Type::Kind::extension) type.name = short_name(built_in);
    names_.add_common(built_in.name, commons_.size());
    commons_.push_back({nullptr, {}, {arena_.make(type), 1, 1}, {built_in.name, {}}});
  }
}

void SchemaTypes::declare(const RawCommon& common, std::string_view scope, std::string_view full) {
  if (!names_.add_common(full, commons_.size())) {
    report_.refuse(common.name.where,
                   "the common type `" + std::string(full) + "` is declared twice");
  }
  commons_.push_back({common.type, scope, {}, common.name});
}

void SchemaTypes::add_aliases() {
  for (std::size_t at = 0; at < built_ins.size(); ++at) {
    names_.add_alias(short_name(built_ins[at]), at);
  }
}

void SchemaTypes::note_uses(const RawType& raw, std::size_t user,
                            std::vector<std::vector<std::size_t>>& users) const {
  switch (raw.kind) {
  case RawType::Kind::name: {
    const Meaning meaning = names_.find(raw.name, commons_[user].scope, raw.reference);
    if (meaning.kind == Meaning::Kind::common) users[meaning.common].push_back(user);
    return;
  }
  case RawType::Kind::set:
    return note_uses(*raw.element, user, users);
  case RawType::Kind::record:
    for (const RawAttribute& attribute : raw.attributes) note_uses(*attribute.type, user, users);
  }
}

// Those that use no other one first, so that a long chain of them does not recurse.
void SchemaTypes::resolve_commons() {
  add_aliases();
  std::vector<std::vector<std::size_t>> users(commons_.size());
  for (std::size_t at = built_ins.size(); at < commons_.size(); ++at) {
    note_uses(*commons_[at].raw, at, users);
  }
  std::vector<std::size_t> waits_for(commons_.size());
  for (const auto& list : users)
    for (const std::size_t user : list) ++waits_for[user];
  std::vector<std::size_t> ready;
  for (std::size_t at = 0; at < commons_.size(); ++at)
    if (waits_for[at] == 0) ready.push_back(at);
  while (!ready.empty()) {
    const std::size_t at = ready.back();
    ready.pop_back();
    Common& common = commons_[at];
    if (common.raw != nullptr) common.made = resolve(*common.raw, common.scope);
    for (const std::size_t user : users[at])
      if (--waits_for[user] == 0) ready.push_back(user);
  }
  const auto cyclic = std::find_if(waits_for.begin(), waits_for.end(),
                                   [](std::size_t count) { return count != 0; });
  if (cyclic == waits_for.end()) return;
  const RawName& name = commons_[static_cast<std::size_t>(cyclic - waits_for.begin())].name;
  report_.refuse(name.where, "the common type `" + std::string(name.name) +
                                 "` is defined by itself, or by one that is");
}

TypePtr SchemaTypes::make(const RawType& raw, std::string_view scope) {
  const auto [known, is_new] = made_.emplace(&raw, nullptr);
  if (is_new) known->second = resolve(raw, scope).type;
  return known->second;
}

SchemaTypes::Made SchemaTypes::resolve(const RawType& raw, std::string_view scope) {
  switch (raw.kind) {
  case RawType::Kind::name:
    return resolve_name(raw, scope);
  case RawType::Kind::set:
    return resolve_set(raw, scope);
  case RawType::Kind::record:
    break;
  }
  return resolve_record(raw, scope);
}

SchemaTypes::Made SchemaTypes::resolve_name(const RawType& raw, std::string_view scope) {
  const Meaning meaning = names_.find(raw.name, scope, raw.reference);
  if (meaning.kind == Meaning::Kind::common) return commons_[meaning.common].made;
  if (meaning.kind == Meaning::Kind::nothing) {
    report_.refuse(raw.where, not_declared(raw));
    return {};
  }
  Type type;
  type.kind = Type::Kind::entity;
  type.name = meaning.entity;
  return {arena_.make(type), 1, 1};
}

SchemaTypes::Made SchemaTypes::resolve_set(const RawType& raw, std::string_view scope) {
  const Made element = resolve(*raw.element, scope);
  if (element.type == nullptr) return {};
  Type type;
  type.kind = Type::Kind::set;
  type.element = element.type;
  return bounded({arena_.make(type), element.depth + 1, element.parts + 1}, raw.where);
}

SchemaTypes::Made SchemaTypes::resolve_record(const RawType& raw, std::string_view scope) {
  Made made;
  std::vector<AttributeType> attributes;
  for (const RawAttribute& attribute : raw.attributes) {
    const Made of = resolve(*attribute.type, scope);
    if (of.type == nullptr) continue;
    attributes.push_back({arena_.keep(attribute.name), of.type, attribute.presence});
    made.depth = std::max(made.depth, of.depth + 1);
    made.parts += of.parts;
  }
  if (attributes.size() != raw.attributes.size()) return {};
  Type type;
  type.kind = Type::Kind::record;
  type.attributes = arena_.keep(attributes);
  made.type = arena_.make(type);
  return bounded(made, raw.where);
}

SchemaTypes::Made SchemaTypes::bounded(const Made& made, Span where) {
  if (made.depth > limits::cedar_depth_max) {
    report_.refuse(where, "this type is too deep, its common types replaced");
    return {};
  }
  if (made.parts > limits::cedar_type_parts_max) {
    report_.refuse(where, "this type has too many parts, its common types replaced");
    return {};
  }
  return made;
}

} // namespace lv::cedar
