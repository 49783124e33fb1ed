// What a policy set names. When it names no entity of a type, decisions cannot depend on which
// entity of that type is asked about, only on its attributes, tags and ancestors.
#pragma once

#include "leadvault/cedar/policy_set.hpp"

#include <set>

namespace lv::cedar {

bool mentions(const PolicySet& policies, std::string_view entity_type);

// Texts that conditions name: two others are alike to the policies, unless some pattern (`like`)
// tells them apart.
struct NamedTexts {
  std::set<std::string, std::less<>> literals;
  bool patterns = false; // whether there is any
};
NamedTexts named_texts(const PolicySet& policies);

} // namespace lv::cedar
