// Capabilities: what is known to exist where an expression is evaluated, because a `has` or
// `hasTag` before it was true. Expressions are the same when they were written the same.
#pragma once

#include "leadvault/cedar/expr.hpp"

#include <vector>

namespace lv::cedar {

bool is_same(const Expr& left, const Expr& right);

// An attribute of an entity or record, or a tag of an entity.
struct Capability {
  ExprPtr of = nullptr;
  std::string_view attribute;
  ExprPtr tag = nullptr; // null: an attribute
  friend bool operator==(const Capability& left, const Capability& right);
};

class Capabilities {
public:
  Capabilities() = default;
  explicit Capabilities(const Capability& one) : items_{one} {}

  bool contains(const Capability& capability) const;
  // Known when both are true, and when one of them is but not which.
  friend Capabilities operator|(const Capabilities& left, const Capabilities& right);
  friend Capabilities operator&(const Capabilities& left, const Capabilities& right);

private:
  std::vector<Capability> items_;
};

} // namespace lv::cedar
