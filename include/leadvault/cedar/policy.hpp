// Policy: one `permit` or `forbid` with its scope and conditions; a template is one with slots.
// Immutable views into the arena of the PolicySet that holds them.
#pragma once

#include "leadvault/cedar/expr.hpp"

#include <optional>

namespace lv::cedar {

enum class Effect : std::uint8_t { permit, forbid };

struct Annotation {
  std::string_view key;
  std::string_view value; // empty when none was written
};

// What `principal` and `resource` may be. A slot stands for the entity until it is linked.
struct Scope {
  enum class Kind : std::uint8_t { any, equal, in, is, is_in };
  enum class Operand : std::uint8_t { entity, slot };
  Kind kind = Kind::any;
  Operand operand = Operand::entity;
  EntityUid entity;      // with equal, in, is_in, unless it is a slot
  std::string_view type; // with is, is_in
  Span where;
};

struct ActionScope {
  enum class Kind : std::uint8_t { any, equal, in, in_list };
  Kind kind = Kind::any;
  List<EntityUid> actions; // one, but with in_list
  Span where;
};

struct Condition {
  enum class Kind : std::uint8_t { when, unless };
  Kind kind = Kind::when;
  ExprPtr body = nullptr;
};

struct Policy {
  std::string_view id;
  Effect effect = Effect::permit;
  List<Annotation> annotations; // in the order written, keys unique
  Scope principal;
  ActionScope action;
  Scope resource;
  List<Condition> conditions;
  Span where;            // in its text
  std::string_view text; // what it was read from, whole

  bool is_template() const {
    return principal.operand == Scope::Operand::slot || resource.operand == Scope::Operand::slot;
  }
  // Its value, or nothing when there is no such annotation.
  std::optional<std::string_view> annotation(std::string_view key) const;
};

} // namespace lv::cedar
