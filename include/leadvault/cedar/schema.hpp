// Schema: the entity types, actions and attribute types that policies, entities and requests are
// checked against. Read from Cedar's own schema format or its JSON form; names are resolved and
// common types replaced while reading. Immutable, free to be read by many threads.
// Source: docs.cedarpolicy.com, "Schema format".
#pragma once

#include "leadvault/cedar/policy.hpp"

#include <memory>

namespace lv::cedar {

struct Type;
using TypePtr = const Type*;

struct AttributeType {
  enum class Presence : std::uint8_t { required, optional };
  std::string_view name;
  TypePtr type = nullptr;
  Presence presence = Presence::required;
};

struct Type {
  enum class Kind : std::uint8_t { boolean, integer, string, entity, set, record, extension };
  Kind kind = Kind::boolean;
  std::string_view name;     // of an entity type, or "decimal", "ipaddr", "datetime", "duration"
  TypePtr element = nullptr; // of a set
  List<AttributeType> attributes;                                // of a record, ascending names
  const AttributeType* attribute(std::string_view wanted) const; // null: there is none
};

struct EntityType {
  std::string_view name;
  TypePtr shape = nullptr;          // a record, empty of an enumerated type
  TypePtr tags = nullptr;           // null: it has none
  List<std::string_view> parents;   // types it may be a direct member of, ascending
  List<std::string_view> ancestors; // and indirectly, ascending; itself on a cycle
  List<std::string_view> ids;       // of an enumerated type: all there are, ascending
  enum class Ids : std::uint8_t { free, enumerated };
  Ids id_rule = Ids::free;
};

struct ActionType {
  EntityUid uid;
  List<EntityUid> ancestors;         // action groups, direct and indirect, ascending
  List<std::string_view> principals; // types it applies to, ascending; empty: to nothing
  List<std::string_view> resources;
  TypePtr context = nullptr; // a record
};

class Schema {
public:
  const EntityType* entity_type(std::string_view name) const; // null: there is none
  const ActionType* action(const EntityUid& uid) const;
  const std::vector<const EntityType*>& entity_types() const { return types_; } // ascending names
  const std::vector<const ActionType*>& actions() const { return actions_; }    // ascending uids

private:
  friend class SchemaBuilder;
  std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();
  std::vector<const EntityType*> types_;
  std::vector<const ActionType*> actions_;
};

Checked<Schema> parse_schema(std::string_view text);      // the human-readable format
Checked<Schema> parse_schema_json(std::string_view text); // the JSON format

} // namespace lv::cedar
