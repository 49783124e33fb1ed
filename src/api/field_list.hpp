// Field lists: `email` asks for the value, `phone.mask` for the masked form.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/policy/decider.hpp"

#include <string>
#include <vector>

namespace lv::api {

struct NamedAsk {
  std::string_view text; // as the caller wrote it; the request outlives the list
  std::string pointer;   // where it stands
};

// The items of `fields=a,b.mask`; all stand at "query/fields".
std::vector<NamedAsk> split_field_list(std::string_view list);

// Unknown fields, fields asked for twice (whole or masked) and empty items are violations.
std::vector<policy::FieldAsk> parse_field_list(const lead::Catalogue& catalogue,
                                               const std::vector<NamedAsk>& asked,
                                               Violations& violations);

} // namespace lv::api
