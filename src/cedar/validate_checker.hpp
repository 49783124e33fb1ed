// TypeChecker: the types of the expressions of one policy, for requests of one kind: one action,
// one type of principal and one of resource. Its rules are those of Cedar's Lean specification
// (Cedar.Validation.Typechecker) in strict mode. A problem does not end the check: what has no type
// is left out of what is around it, so that it is told once.
#pragma once

#include "cedar/validate_capabilities.hpp"
#include "cedar/validate_findings.hpp"
#include "cedar/validate_types.hpp"

#include "leadvault/cedar/applicability.hpp"

namespace lv::cedar {

struct Checking {
  TypePtr type = nullptr; // null: there is none, and a problem was told
  Capabilities gained;    // what is known to exist after the expression was true
};

class TypeChecker {
public:
  // Types that are made on the way lie in `arena`. All outlive the checker.
  TypeChecker(const Schema& schema, const RequestKind& kind, Arena& arena, Findings& findings)
      : schema_(schema), kind_(kind), arena_(arena), findings_(findings) {}

  Checking check(const Expr& expr, const Capabilities& known);
  // The same of what must be a boolean; the type is one whatever was found.
  Checking boolean(const Expr& expr, const Capabilities& known);

private:
  Checking check(const Expr& at, const Literal& node, const Capabilities& known);
  Checking check(const Expr& at, const Variable& node, const Capabilities& known);
  Checking check(const Expr& at, const If& node, const Capabilities& known);
  Checking check(const Expr& at, const And& node, const Capabilities& known);
  Checking check(const Expr& at, const Or& node, const Capabilities& known);
  Checking check(const Expr& at, const Unary& node, const Capabilities& known);
  Checking check(const Expr& at, const Binary& node, const Capabilities& known);
  Checking check(const Expr& at, const Call& node, const Capabilities& known);
  Checking check(const Expr& at, const Get& node, const Capabilities& known);
  Checking check(const Expr& at, const Has& node, const Capabilities& known);
  Checking check(const Expr& at, const Like& node, const Capabilities& known);
  Checking check(const Expr& at, const Is& node, const Capabilities& known);
  Checking check(const Expr& at, const SetOf& node, const Capabilities& known);
  Checking check(const Expr& at, const RecordOf& node, const Capabilities& known);

  // The type of an operand, or null when it is not of that kind.
  TypePtr operand(const Expr& expr, Type::Kind kind, const Capabilities& known);
  TypePtr expect(const Expr& expr, TypePtr found, TypePtr expected);
  TypePtr refuse(const Expr& expr, TypePtr found, std::string_view expected);

  Checking branches(const Expr& at, const If& node, const Checking& test,
                    const Capabilities& known);

  Truth equality(const Expr& at, const Binary& node, const Capabilities& known);
  void compare(const Binary& node, const Capabilities& known);
  void contains(const Expr& at, const Binary& node, const Capabilities& known);
  TypePtr ancestors(const Expr& expr, const Capabilities& known); // an entity or a set of them
  Truth membership(const Expr& entity, TypePtr type, const Expr& ancestors, TypePtr ancestors_type);
  Truth action_membership(const EntityUid& uid, const std::vector<EntityUid>& ancestors) const;
  void require_common(const Expr& at, TypePtr left, TypePtr right);

  Checking has_tag(const Binary& node, const Capabilities& known);
  TypePtr get_tag(const Expr& at, const Binary& node, const Capabilities& known);
  TypePtr tagged(const Binary& node, const Capabilities& known);
  TypePtr tags_of(const Type& entity) const;

  TypePtr holder(const Expr& expr, const Capabilities& known);             // an entity or a record
  TypePtr inner_holder(const Expr& at, TypePtr of, std::string_view name); // its attribute, as one
  const AttributeType* attribute(const Type& holder, std::string_view name) const;
  Truth has_attribute(const Type& holder, const Capability& capability,
                      const Capabilities& known) const;

  bool takes(const Expr& at, const Call& node);
  bool constructs(const Expr& at, const Call& node);

  // What is written there, when it is written out: a literal or `action`.
  std::optional<Value> written(const Expr& expr) const;
  std::optional<std::vector<EntityUid>> written_entities(const Expr& expr) const;

  const Schema& schema_;
  const RequestKind& kind_;
  Arena& arena_;
  Findings& findings_;
};

} // namespace lv::cedar
