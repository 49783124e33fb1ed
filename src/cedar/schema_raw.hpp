// What a schema declares, before its names are resolved. Both readers make these, SchemaBuilder
// takes them. Views into the text and into the builder's scratch arena.
#pragma once

#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

// As written: "String", "Namespace::User".
struct RawName {
  std::string_view name;
  Span where;
};

struct RawType;

struct RawAttribute {
  std::string_view name;
  const RawType* type = nullptr;
  AttributeType::Presence presence = AttributeType::Presence::required;
};

// What a name may stand for at the place where it is written.
enum class Reference : std::uint8_t { entity, common, either };

struct RawType {
  enum class Kind : std::uint8_t { name, set, record };
  Kind kind = Kind::record;
  Reference reference = Reference::either; // of a name
  std::string_view name;
  const RawType* element = nullptr; // of a set
  List<RawAttribute> attributes;    // of a record: ascending names, each once
  Span where;
};

struct RawCommon {
  RawName name;
  const RawType* type = nullptr;
};

struct RawEntity {
  RawName name;
  List<RawName> parents;
  const RawType* shape = nullptr; // null: no attributes
  const RawType* tags = nullptr;  // null: no tags
  List<std::string_view> ids;
  EntityType::Ids id_rule = EntityType::Ids::free;
};

// A group of actions, as an action names it.
struct RawGroup {
  std::string_view type = "Action";
  std::string_view id;
  Span where;
};

struct RawAction {
  RawName id;
  List<RawGroup> groups;
  List<RawName> principals;
  List<RawName> resources;
  const RawType* context = nullptr; // null: an empty record
};

} // namespace lv::cedar
