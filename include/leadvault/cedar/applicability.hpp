// Applicability: for which kinds of requests a valid policy can apply at all, as far as the types
// of the schema tell. Answers lie in the schema and live as long. Thread safe; evaluates nothing.
// Source: docs.cedarpolicy.com, "Validation", impossible policies.
#pragma once

#include "leadvault/cedar/policy.hpp"
#include "leadvault/cedar/schema.hpp"

namespace lv::cedar {

// One action, one type of principal and one of resource.
struct RequestKind {
  const ActionType& action;
  std::string_view principal;
  std::string_view resource;
};

// Those that the scope lets through and for which the conditions are not always false. None: the
// policy can never apply.
std::vector<RequestKind> applicable_kinds(const Policy& policy, const Schema& schema);

// Whether the scope of `wide` lets through every request of that kind that the one of `narrow`
// does.
bool covers(const Policy& wide, const Policy& narrow, const RequestKind& kind);

} // namespace lv::cedar
