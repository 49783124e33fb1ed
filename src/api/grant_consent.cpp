#include "api/consent_output.hpp"
#include "api/endpoints.hpp"
#include "api/lead_input.hpp"

namespace lv::api {

Task<http::Response> grant_consent(Call& call) {
  auto given = read_consent(call.body, "", call.catalogue(), call.violations);
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(lead, path_id<LeadTag>(call));
  vault::NewConsent consent;
  consent.purpose = given.purpose;
  consent.basis = given.basis;
  consent.expiry = given.expiry;
  consent.jurisdiction = std::move(given.jurisdiction);
  consent.notice_version = std::move(given.notice_version);
  consent.evidence = std::move(given.evidence);
  const auto purpose = consent.purpose;
  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(recorded, co_await call.vault().grant(std::move(caller), lead, std::move(consent),
                                                  std::move(once)));
  co_return consent_response(call, 201, purpose, recorded);
}

} // namespace lv::api
