#include "leadvault/vault/bound_caller.hpp"

#include <algorithm>

namespace lv::vault {

std::vector<store::CredentialRow>
valid_credentials(const Directory& directory, const store::PrincipalRow& principal, Time now) {
  auto rows = directory.credentials(principal.tenant, principal.principal);
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [&](const auto& row) {
                              return row.standing != store::Standing::active ||
                                     row.expires_at <= now;
                            }),
             rows.end());
  return rows;
}

policy::Caller caller_like(const store::PrincipalRow& principal,
                           const std::vector<store::CredentialRow>& credentials) {
  policy::Caller caller;
  caller.tenant = principal.tenant;
  caller.kind = principal.kind;
  caller.principal = principal.principal;
  caller.roles.assign(principal.roles.begin(), principal.roles.end());
  std::set<lead::PurposeId> purposes;
  for (const auto& credential : credentials) {
    for (const auto purpose : credential.purposes) purposes.insert(lead::PurposeId{purpose});
  }
  caller.purposes.assign(purposes.begin(), purposes.end());
  return caller;
}

} // namespace lv::vault
