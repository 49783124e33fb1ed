// Field lists: `email` asks for the value, `phone.mask` for the masked form. Unknown fields, fields
// asked for twice (whole or masked) and empty items are violations.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/policy/decider.hpp"

#include <string>
#include <vector>

namespace lv::api {

// The query's `fields=a,b.mask`.
std::vector<policy::FieldAsk> fields_of_query(const lead::Catalogue& catalogue,
                                              std::string_view list, Violations& violations);

// The items of the body's `fields`.
std::vector<policy::FieldAsk> fields_of_body(const lead::Catalogue& catalogue,
                                             const std::vector<std::string>& names,
                                             Violations& violations);

} // namespace lv::api
