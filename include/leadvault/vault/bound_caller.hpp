// A principal as the policies see it today, as if it called: its roles, and every purpose that one
// of its valid credentials is bound to. Authenticates nobody: what it is asked of releases nothing.
#pragma once

#include "leadvault/vault/directory.hpp"

namespace lv::vault {

std::vector<store::CredentialRow> valid_credentials(const Directory& directory,
                                                    const store::PrincipalRow& principal, Time now);

policy::Caller caller_like(const store::PrincipalRow& principal,
                           const std::vector<store::CredentialRow>& credentials);

} // namespace lv::vault
