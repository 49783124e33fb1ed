// The types of expressions: those of a schema, and booleans whose value is known before anything is
// evaluated. Those are what makes `false && ...` not look at its right side. Strict, as the whole
// validator: types have something in common only when they differ in such booleans alone.
#pragma once

#include "leadvault/cedar/schema.hpp"

#include <string>

namespace lv::cedar {

enum class Truth : std::uint8_t { unknown, always, never };

namespace types {

// `always` and `never` are booleans with a name of their own.
inline constexpr Type boolean{Type::Kind::boolean, {}, nullptr, {}};
inline constexpr Type always{Type::Kind::boolean, "true", nullptr, {}};
inline constexpr Type never{Type::Kind::boolean, "false", nullptr, {}};
inline constexpr Type integer{Type::Kind::integer, {}, nullptr, {}};
inline constexpr Type string{Type::Kind::string, {}, nullptr, {}};
inline constexpr Type decimal{Type::Kind::extension, "decimal", nullptr, {}};
inline constexpr Type ip{Type::Kind::extension, "ipaddr", nullptr, {}};
inline constexpr Type datetime{Type::Kind::extension, "datetime", nullptr, {}};
inline constexpr Type duration{Type::Kind::extension, "duration", nullptr, {}};

TypePtr entity(Arena& arena, std::string_view name);
TypePtr set_of(Arena& arena, TypePtr element);
TypePtr record_of(Arena& arena, std::vector<AttributeType> attributes); // in any order

} // namespace types

TypePtr boolean_type(Truth truth);
Truth truth_of(const Type& type); // unknown also of what is no boolean
Truth negated(Truth truth);

// The type of both sides of a choice, or null when they have none in common.
TypePtr common_type(Arena& arena, TypePtr left, TypePtr right);

std::string text(const Type& type); // as a schema writes it: Set<Long>, {name: String}

} // namespace lv::cedar
