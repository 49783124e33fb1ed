#include "api/endpoints.hpp"
#include "api/openapi_json.hpp"

namespace lv::api {

Task<http::Response> get_openapi(Call& call) {
  LV_CO_CHECK(check_input(call));
  http::Response response;
  response.content_type = "application/json";
  const auto document = openapi_json();
  response.body.assign(document.begin(), document.end());
  co_return response;
}

} // namespace lv::api
