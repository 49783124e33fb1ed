// Policies and explanations as JSON, with the catalogue's names for its numbers.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/vault/policy_question.hpp"

namespace lv::api {

void write_policies(const policy::Policies& policies, JsonWriter& json);

void write_answer(const vault::PolicyQuestion& question, const vault::PolicyAnswer& answer,
                  JsonWriter& json);

} // namespace lv::api
