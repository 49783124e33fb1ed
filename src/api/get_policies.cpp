#include "api/endpoints.hpp"
#include "api/explanation_json.hpp"

namespace lv::api {

Task<http::Response> get_policies(Call& call) {
  LV_CO_CHECK(check_input(call));
  const auto policies = call.services.parts.decider.policies();
  JsonWriter json;
  write_policies(*policies, json);
  co_return json_response(200, json);
}

} // namespace lv::api
