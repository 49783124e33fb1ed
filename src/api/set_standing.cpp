// Disabling and enabling a principal: one action with two outcomes.
#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

namespace lv::api {
namespace {

Task<http::Response> set_standing(Call& call, store::Standing standing) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(principal, path_principal(call));
  policy::Caller caller = call.caller;
  LV_CO_TRY(row, co_await call.vault().set_standing(std::move(caller), principal.tenant,
                                                    principal.principal, standing));
  JsonWriter json;
  write_principal(call.catalogue(), row, json);
  co_return json_response(200, json);
}

} // namespace

Task<http::Response> disable_principal(Call& call) {
  co_return co_await set_standing(call, store::Standing::disabled);
}

Task<http::Response> enable_principal(Call& call) {
  co_return co_await set_standing(call, store::Standing::active);
}

} // namespace lv::api
