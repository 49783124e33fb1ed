#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

#include <algorithm>

namespace lv::api {

Task<http::Response> list_principals(Call& call) {
  LV_CO_CHECK(check_input(call));
  const auto wanted = call.request.parameter("tenant");
  LV_CO_TRY(tenant, co_await named_tenant(call, wanted, "query/tenant"));
  auto rows = call.services.parts.directory.principals(tenant);
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  for (const auto& row : rows) write_principal(call.catalogue(), row, json);
  json.end_array();
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
