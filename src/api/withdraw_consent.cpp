#include "api/consent_output.hpp"
#include "api/endpoints.hpp"

namespace lv::api {

Task<http::Response> withdraw_consent(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(lead, path_id<LeadTag>(call));
  const auto* purpose = call.catalogue().purpose(call.path.get("purpose"));
  if (purpose == nullptr) co_return LV_FAIL(not_found, "there is no such purpose");
  const auto withdrawn = purpose->id;
  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(recorded,
            co_await call.vault().withdraw(std::move(caller), lead, withdrawn, std::move(once)));
  co_return consent_response(call, 200, withdrawn, recorded);
}

} // namespace lv::api
