#include "api/endpoints.hpp"

namespace lv::api {

Task<http::Response> erase_lead(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(lead, path_id<LeadTag>(call));
  policy::Caller caller = call.caller;
  LV_CO_TRY(written, co_await call.vault().erase(std::move(caller), lead));
  http::Response response;
  response.status = 204;
  if (!written.receipt.empty()) response.with("Leadvault-Audit", written.receipt);
  co_return response;
}

} // namespace lv::api
