#include "api/endpoints.hpp"
#include "api/names.hpp"

namespace lv::api {

Task<http::Response> get_status(Call& call) {
  LV_CO_CHECK(check_input(call));
  auto& parts = call.services.parts;
  auto sealed = call.vault().sealed();
  if (!sealed && !parts.audit.accepting()) sealed = Errc::audit_unavailable;
  const auto& decider = parts.decider;
  JsonWriter json;
  json.begin_object();
  json.member("version", call.services.version);
  write_text_or_null("sealed", sealed ? std::string(code_name(*sealed)) : "", json);
  json.member("catalogue", to_hex(decider.catalogue()));
  json.member("policy_set", to_hex(decider.policy_set()));
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
