// Names in the texts of policies that the catalogue does not have: misspelt, they deny in silence.
#pragma once

#include "leadvault/policy/policies.hpp"

namespace lv::policy {

void find_unknown_names(const Rule& rule, const lead::Catalogue& catalogue, Violations& findings);

} // namespace lv::policy
