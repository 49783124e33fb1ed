#include "api/endpoints.hpp"
#include "api/names.hpp"
#include "api/principal_views.hpp"

namespace lv::api {

// The successor has the old key's purposes. The old one stays good until it is revoked or
// expires, so that clients can move over.
Task<http::Response> rotate_key(Call& call) {
  ObjectReader reader(call.body, "", call.violations, {"valid_days"});
  vault::NewCredential successor;
  successor.valid_days = valid_days(reader);
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(principal, path_principal(call));
  LV_CO_TRY(old, path_key(call, principal));
  if (old.kind != store::CredentialKind::api_key)
    co_return LV_FAIL(conflict, "a certificate has no successor: register the new certificate");
  if (old.standing != store::Standing::active)
    co_return LV_FAIL(conflict, "a revoked key has no successor: issue a new one");
  for (const auto purpose : old.purposes)
    successor.purposes.push_back(purpose_name(call.catalogue(), lead::PurposeId{purpose}));
  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(issued,
            co_await call.vault().issue(std::move(caller), principal.tenant, principal.principal,
                                        std::move(successor), call.violations, std::move(once)));
  co_return issued_response(call, issued);
}

} // namespace lv::api
