// Tenants, principals and credentials as JSON, and finding those a path names.
#pragma once

#include "api/call.hpp"

namespace lv::api {

void write_tenant(const store::TenantRow& row, JsonWriter& json);
void write_principal(const lead::Catalogue& catalogue, const store::PrincipalRow& row,
                     JsonWriter& json);
void write_principal_members(const lead::Catalogue& catalogue, const store::PrincipalRow& row,
                             JsonWriter& json);
void write_key_members(const lead::Catalogue& catalogue, const store::CredentialRow& row,
                       JsonWriter& json);

// The principal {id}: of the caller's tenant, or of any when the caller is of the system tenant.
Result<store::PrincipalRow> path_principal(const Call& call);
// The credential {key} of that principal.
Result<store::CredentialRow> path_key(const Call& call, const store::PrincipalRow& principal);

// A tenant named in a query or a body; other callers than the system tenant's may not name one.
// Naming one without the right is a denial, and logged as one.
Task<TenantId> named_tenant(Call& call, std::optional<std::string_view> text, const char* pointer);

std::int64_t valid_days(ObjectReader& reader); // of a credential; 90 when not given
http::Response issued_response(const Call& call, const vault::IssuedCredential& issued);

} // namespace lv::api
