#include "api/endpoints.hpp"
#include "api/imports_common.hpp"

namespace lv::api {

Task<http::Response> get_import(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(job, import_of(call));
  JsonWriter json;
  write_import(job, json);
  co_return json_response(200, json);
}

} // namespace lv::api
