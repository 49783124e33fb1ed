#include "api/endpoints.hpp"
#include "api/principal_views.hpp"

#include <algorithm>

namespace lv::api {

Task<http::Response> list_keys(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(principal, path_principal(call));
  auto rows = call.services.parts.directory.credentials(principal.tenant, principal.principal);
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.created_at, a.credential) < std::tie(b.created_at, b.credential);
  });
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  for (const auto& row : rows) {
    json.begin_object();
    write_key_members(call.catalogue(), row, json);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
