// Attributes and tags: whether they exist, and what is known once `has` or `hasTag` was true.
#include "cedar/validate_checker.hpp"

namespace lv::cedar {

TypePtr TypeChecker::holder(const Expr& expr, const Capabilities& known) {
  const auto found = check(expr, known).type;
  if (found == nullptr || found->kind == Type::Kind::entity || found->kind == Type::Kind::record)
    return found;
  return refuse(expr, found, "an entity or a record");
}

// Actions have none.
const AttributeType* TypeChecker::attribute(const Type& holder, std::string_view name) const {
  if (holder.kind == Type::Kind::record) return holder.attribute(name);
  const auto* declared = schema_.entity_type(holder.name);
  return declared == nullptr ? nullptr : declared->shape->attribute(name);
}

Checking TypeChecker::check(const Expr& at, const Get& node, const Capabilities& known) {
  const auto of = holder(*node.of, known);
  if (of == nullptr) return {};
  const auto* found = attribute(*of, node.name);
  const auto name = "the attribute `" + std::string(node.name) + "`";
  if (found == nullptr) {
    findings_.add(at.where, "found " + name + ", expected one that " + text(*of) + " has");
    return {};
  }
  if (found->presence == AttributeType::Presence::optional &&
      !known.contains({node.of, node.name, nullptr})) {
    findings_.add(at.where, "found " + name + " of " + text(*of) +
                                ", which is optional; expected a test by `has` before");
    return {};
  }
  return {found->type, {}};
}

// A record has what is required of it. An entity may be missing, and `has` is false then: only
// what was tested before is known.
Truth TypeChecker::has_attribute(const Type& holder, const Capability& capability,
                                 const Capabilities& known) const {
  const auto* found = attribute(holder, capability.attribute);
  if (found == nullptr) return Truth::never;
  const bool is_there =
      found->presence == AttributeType::Presence::required && holder.kind == Type::Kind::record;
  return is_there || known.contains(capability) ? Truth::always : Truth::unknown;
}

// `x has a.b` is `x has a && x.a has b`: the same types, and the same is known after it.
Checking TypeChecker::check(const Expr& at, const Has& node, const Capabilities& known) {
  auto of = holder(*node.of, known);
  auto expr = node.of;
  Checking checked{of == nullptr ? &types::boolean : &types::always, {}};
  for (std::size_t step = 0; step < node.path.size(); ++step) {
    if (step > 0) {
      of = inner_holder(at, of, node.path[step - 1]);
      const auto depth = static_cast<std::uint16_t>(expr->depth + 1);
      expr = arena_.make(Expr{Get{expr, node.path[step - 1]}, at.where, depth});
    }
    const Capability capability{expr, node.path[step], nullptr};
    checked.gained = checked.gained | Capabilities(capability);
    const auto truth = of == nullptr ? Truth::unknown : has_attribute(*of, capability, known);
    if (truth == Truth::never) return {&types::never, {}};
    if (truth == Truth::unknown) checked.type = &types::boolean;
  }
  return checked;
}

TypePtr TypeChecker::inner_holder(const Expr& at, TypePtr of, std::string_view name) {
  if (of == nullptr) return nullptr;
  const auto inner = attribute(*of, name)->type;
  if (inner->kind == Type::Kind::entity || inner->kind == Type::Kind::record) return inner;
  findings_.add(at.where, "found " + text(*inner) + " as the attribute `" + std::string(name) +
                              "`, expected an entity or a record");
  return nullptr;
}

TypePtr TypeChecker::tagged(const Binary& node, const Capabilities& known) {
  const auto entity = operand(*node.left, Type::Kind::entity, known);
  const auto tag = operand(*node.right, Type::Kind::string, known);
  return tag == nullptr ? nullptr : entity;
}

TypePtr TypeChecker::tags_of(const Type& entity) const {
  const auto* declared = schema_.entity_type(entity.name);
  return declared == nullptr ? nullptr : declared->tags;
}

Checking TypeChecker::has_tag(const Binary& node, const Capabilities& known) {
  const auto entity = tagged(node, known);
  const Capability capability{node.left, {}, node.right};
  Checking checked{&types::boolean, Capabilities(capability)};
  if (entity == nullptr) return checked;
  if (tags_of(*entity) == nullptr) {
    checked.type = &types::never;
  } else if (known.contains(capability)) {
    checked.type = &types::always;
  }
  return checked;
}

TypePtr TypeChecker::get_tag(const Expr& at, const Binary& node, const Capabilities& known) {
  const auto entity = tagged(node, known);
  if (entity == nullptr) return nullptr;
  const auto tags = tags_of(*entity);
  if (tags == nullptr) {
    findings_.add(at.where, "found a tag of " + text(*entity) + ", expected a type that has tags");
    return nullptr;
  }
  if (!known.contains({node.left, {}, node.right})) {
    findings_.add(at.where, "found a tag of " + text(*entity) +
                                " that may be missing; expected a test by `hasTag` before");
    return nullptr;
  }
  return tags;
}

} // namespace lv::cedar
