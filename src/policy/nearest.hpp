// The permits that come nearest to allowing a request, and what each of them lacks.
#pragma once

#include "leadvault/policy/explain.hpp"

namespace lv::policy {

// Those whose action and resource fit one of `requests`: first who name the principal, then by how
// many of their conditions hold. At most nearest_permits_max; each once.
std::vector<NearMiss> nearest_permits(const Policies& policies,
                                      const std::vector<cedar::Request>& requests,
                                      const cedar::Entities& entities);

} // namespace lv::policy
