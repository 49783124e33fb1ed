// The words of fields.toml and what they mean.
#pragma once

#include "leadvault/lead/catalogue.hpp"

#include <optional>

namespace lv::lead {

std::optional<FieldType> field_type_of(std::string_view word);
std::optional<MaskKind> mask_kind_of(std::string_view word);
std::optional<Sensitivity> sensitivity_of(std::string_view word);
std::string_view word_of(Sensitivity sensitivity);
bool is_breach_class(std::string_view word);
// A type with so few values that whoever sees equal tokens could guess them.
bool is_low_entropy(FieldType type);

} // namespace lv::lead
