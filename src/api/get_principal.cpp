#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

namespace lv::api {

Task<http::Response> get_principal(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(row, path_principal(call));
  JsonWriter json;
  write_principal(call.catalogue(), row, json);
  co_return json_response(200, json);
}

} // namespace lv::api
