// Policies and explanations as JSON, with the catalogue's names for its numbers.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/vault/policy_question.hpp"

namespace lv::api {

void write_policies(const policy::Policies& policies, JsonWriter& json);

void write_explanation(const vault::PolicyQuestion& question, const vault::PolicyCase& asked,
                       const policy::Explanation& explanation, JsonWriter& json);

} // namespace lv::api
