#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

namespace lv::api {

Task<http::Response> revoke_key(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(principal, path_principal(call));
  LV_CO_TRY(row, path_key(call, principal));
  policy::Caller caller = call.caller;
  const auto id = row.credential;
  LV_CO_CHECK(co_await call.vault().revoke(std::move(caller), principal.tenant, id));
  http::Response response;
  response.status = 204;
  co_return response;
}

} // namespace lv::api
