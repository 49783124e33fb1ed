// Printing what was parsed: parsing the text again gives the same policy, and the text of a value
// evaluates to that value. For people and for round trips; nothing is hashed that was printed.
#pragma once

#include "leadvault/cedar/policy_set.hpp"

namespace lv::cedar {

std::string print(const Expr& expr);
std::string print(const Policy& policy);
std::string print(const PolicySet& policies); // templates too; links are not text and left out
std::string print(const Value& value);        // as an expression that evaluates to it
std::string print(const EntityUid& uid);
std::string quoted(std::string_view text); // "..." with Cedar's escapes

} // namespace lv::cedar
