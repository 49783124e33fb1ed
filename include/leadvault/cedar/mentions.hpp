// Whether a policy set names any entity of a type. When none does, decisions cannot depend on which
// entity of that type is asked about, only on its attributes, tags and ancestors.
#pragma once

#include "leadvault/cedar/policy_set.hpp"

namespace lv::cedar {

bool mentions(const PolicySet& policies, std::string_view entity_type);

} // namespace lv::cedar
