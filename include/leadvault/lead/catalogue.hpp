// Catalogue: fields, purposes, actions, indexes and roles as policies/*.toml state them, linted.
// Immutable once loaded; thread safe. Replaced whole when it changes.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/lead/field.hpp"
#include "leadvault/lead/purpose.hpp"

#include <map>
#include <optional>
#include <vector>

namespace lv::lead {

enum class FieldType : std::uint8_t {
  text = 1,
  name = 2,
  email = 3,
  phone = 4,
  date = 5,
  country = 6,
  number = 7,
  note = 8,
  url = 9,
  identifier = 10,
};

enum class MaskKind : std::uint8_t {
  none = 0,
  full = 1,
  initials = 2,
  last4 = 3,
  email = 4,
  year = 5
};

enum class Sensitivity : std::uint8_t {
  identity = 1,
  contact = 2,
  location = 3,
  firmographic = 4,
  government_id = 5,
  special = 6,
  free_text = 7,
  demographic = 8,
  financial = 9,
};

// As in fields.toml: "contact", "last4".
std::string_view name_of(Sensitivity sensitivity);
std::string_view name_of(MaskKind kind);
std::optional<MaskKind> parse_mask_kind(std::string_view name);

struct FieldDef {
  FieldId id;
  std::string name; // snake_case
  std::string label;
  FieldType type = FieldType::text;
  Sensitivity sensitivity = Sensitivity::identity;
  std::string breach_class; // breach element class: name, email, phone, address, ...
  std::uint16_t index = 0;  // IndexDef::id, 0 = none
  MaskKind mask = MaskKind::full;
  std::size_t bytes_max = limits::field_value_bytes_max;
};

enum class Normaliser : std::uint8_t { email = 1, phone = 2, exact = 3 };

struct IndexDef {
  std::uint16_t id = 0;
  std::string name;
  Normaliser normaliser = Normaliser::exact;
  std::uint16_t normaliser_version = 1;
  std::uint16_t bits = 128;
};

struct ActionDef {
  std::uint16_t id = 0;
  std::string name; // camelCase: readField
};

// What a role may do is said by the policies.
struct RoleDef {
  std::uint16_t id = 0;
  std::string name;
  std::string label; // for people
};

class Catalogue {
public:
  const FieldDef* field(FieldId id) const;
  const FieldDef* field(std::string_view name) const;
  const PurposeDef* purpose(PurposeId id) const;
  const PurposeDef* purpose(std::string_view name) const;
  const ActionDef* action(std::uint16_t id) const;
  const ActionDef* action(std::string_view name) const;
  const IndexDef* index(std::uint16_t id) const;
  const RoleDef* role(std::uint16_t id) const;
  const RoleDef* role(std::string_view name) const;
  const std::vector<FieldDef>& fields() const { return fields_; }
  const std::vector<PurposeDef>& purposes() const { return purposes_; }
  const std::vector<ActionDef>& actions() const { return actions_; }
  const std::vector<IndexDef>& indexes() const { return indexes_; }
  const std::vector<RoleDef>& roles() const { return roles_; }
  const std::string& canonical_text() const { return canonical_text_; } // what is hashed

private:
  friend class CatalogueBuilder; // src/lead: loading and linting
  std::vector<FieldDef> fields_; // ascending ids, as all of these
  std::vector<PurposeDef> purposes_;
  std::vector<ActionDef> actions_;
  std::vector<IndexDef> indexes_;
  std::vector<RoleDef> roles_;
  std::string canonical_text_;
};

} // namespace lv::lead
