#include "cedar/validate_types.hpp"

#include <algorithm>

namespace lv::cedar {

namespace types {

TypePtr entity(Arena& arena, std::string_view name) {
  return arena.make(Type{Type::Kind::entity, name, nullptr, {}});
}

TypePtr set_of(Arena& arena, TypePtr element) {
  return arena.make(Type{Type::Kind::set, {}, element, {}});
}

TypePtr record_of(Arena& arena, std::vector<AttributeType> attributes) {
  std::sort(attributes.begin(), attributes.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return arena.make(Type{Type::Kind::record, {}, nullptr, arena.keep(attributes)});
}

} // namespace types

TypePtr boolean_type(Truth truth) {
  switch (truth) {
  case Truth::always:
    return &types::always;
  case Truth::never:
    return &types::never;
  case Truth::unknown:
    break;
  }
  return &types::boolean;
}

Truth truth_of(const Type& type) {
  if (type.kind != Type::Kind::boolean || type.name.empty()) return Truth::unknown;
  return type.name == types::always.name ? Truth::always : Truth::never;
}

Truth negated(Truth truth) {
  switch (truth) {
  case Truth::always:
    return Truth::never;
  case Truth::never:
    return Truth::always;
  case Truth::unknown:
    break;
  }
  return Truth::unknown;
}

namespace {

TypePtr common_record(Arena& arena, TypePtr left, TypePtr right) {
  const auto& mine = left->attributes;
  const auto& others = right->attributes;
  if (mine.size() != others.size()) return nullptr;
  std::vector<AttributeType> common;
  for (std::size_t at = 0; at < mine.size(); ++at) {
    if (mine[at].name != others[at].name || mine[at].presence != others[at].presence)
      return nullptr;
    const auto type = common_type(arena, mine[at].type, others[at].type);
    if (type == nullptr) return nullptr;
    common.push_back({mine[at].name, type, mine[at].presence});
  }
  return types::record_of(arena, std::move(common));
}

std::string record_text(const Type& type) {
  std::string text = "{";
  for (const auto& attribute : type.attributes) {
    if (text.size() > 1) text += ", ";
    text += attribute.name;
    text += attribute.presence == AttributeType::Presence::optional ? "?: " : ": ";
    text += cedar::text(*attribute.type);
  }
  return text + "}";
}

} // namespace

TypePtr common_type(Arena& arena, TypePtr left, TypePtr right) {
  if (left == right) return left;
  if (left->kind != right->kind) return nullptr;
  switch (left->kind) {
  case Type::Kind::boolean:
    return left->name == right->name ? left : &types::boolean;
  case Type::Kind::integer:
  case Type::Kind::string:
    return left;
  case Type::Kind::entity:
  case Type::Kind::extension:
    return left->name == right->name ? left : nullptr;
  case Type::Kind::set: {
    const auto element = common_type(arena, left->element, right->element);
    return element == nullptr ? nullptr : types::set_of(arena, element);
  }
  case Type::Kind::record:
    break;
  }
  return common_record(arena, left, right);
}

std::string text(const Type& type) {
  switch (type.kind) {
  case Type::Kind::boolean:
    return type.name.empty() ? "Bool" : std::string(type.name);
  case Type::Kind::integer:
    return "Long";
  case Type::Kind::string:
    return "String";
  case Type::Kind::entity:
  case Type::Kind::extension:
    return std::string(type.name);
  case Type::Kind::set:
    return "Set<" + text(*type.element) + ">";
  case Type::Kind::record:
    break;
  }
  return record_text(type);
}

} // namespace lv::cedar
