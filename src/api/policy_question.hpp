// A question about decisions as it comes in: who would do what, to which lead, for which purpose.
#pragma once

#include "api/body.hpp"

#include "leadvault/lead/catalogue.hpp"
#include "leadvault/vault/policy_question.hpp"

namespace lv::api {

// Of use only when it added no violation. Reading, and exporting, is asked about field by field:
// of all fields when none is named.
vault::PolicyQuestion read_policy_question(const JsonValue& body, const lead::Catalogue& catalogue,
                                           Violations& violations);

} // namespace lv::api
