// The words of fields.toml and what they mean.
#pragma once

#include "leadvault/lead/catalogue.hpp"

namespace lv::lead {

std::optional<FieldType> field_type_of(std::string_view word);
std::optional<Sensitivity> sensitivity_of(std::string_view word);
bool is_breach_class(std::string_view word);
// A type with so few values that whoever sees equal tokens could guess them.
bool is_low_entropy(FieldType type);

} // namespace lv::lead
