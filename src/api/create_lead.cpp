#include "api/endpoints.hpp"
#include "api/header_values.hpp"
#include "api/lead_input.hpp"

namespace lv::api {
namespace {

void write_warnings(const std::vector<std::string>& warnings, JsonWriter& json) {
  json.key("warnings").begin_array();
  for (const auto& warning : warnings) json.value(warning);
  json.end_array();
}

} // namespace

Task<http::Response> create_lead(Call& call) {
  auto lead = read_new_lead(call.body, "", call.catalogue(), call.violations);
  LV_CO_CHECK(check_input(call));
  policy::Caller caller = call.caller;
  auto once = idempotency_of(call);
  LV_CO_TRY(created,
            co_await call.vault().create(std::move(caller), std::move(lead), std::move(once)));

  JsonWriter json;
  json.begin_object();
  json.member("id", to_text(created.lead));
  json.member("stage", lead::name_of(created.stage));
  json.member("version", created.version);
  json.member("created_at", to_text(created.created_at));
  write_warnings(created.warnings, json);
  json.end_object();
  auto response = json_response(201, json);
  response.with("Location", "/v1/leads/" + to_text(created.lead));
  response.with("ETag", etag_of(created.version));
  if (!created.receipt.empty()) response.with("Leadvault-Audit", created.receipt);
  co_return response;
}

} // namespace lv::api
