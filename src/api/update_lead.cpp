#include "api/endpoints.hpp"
#include "api/header_values.hpp"
#include "api/lead_input.hpp"

namespace lv::api {
namespace {

vault::LeadChange read_change(Call& call) {
  vault::LeadChange change;
  ObjectReader reader(call.body, "", call.violations, {"stage", "channel", "residency", "fields"});
  change.stage = reader.choice("stage", Need::optional, lead::parse_stage);
  change.channel = reader.choice("channel", Need::optional, lead::parse_channel);
  const auto* residency = call.body.find("residency");
  if (residency != nullptr)
    change.residency = residency->is_null() ? std::string() : read_country(reader, "residency");
  if (const auto* fields = reader.object("fields", Need::optional)) {
    for (auto& input : read_fields(*fields, "/fields", call.catalogue(), call.violations))
      change.fields.push_back({input.field, std::move(input.text)});
  }
  const bool changes = change.stage || change.channel || change.residency || !change.fields.empty();
  if (!changes && call.violations.empty())
    call.violations.push_back({"", "empty", "the patch changes nothing"});
  return change;
}

// The version that If-Match names.
Result<std::uint64_t> expected_version(const Call& call) {
  const auto if_match = call.request.header("if-match");
  if (!if_match)
    return LV_FAIL(precondition_required, "a change needs If-Match with the lead's ETag");
  const auto version = version_of_etag(*if_match);
  if (!version) return LV_FAIL(precondition_failed, "If-Match is not the ETag of this lead");
  return *version;
}

} // namespace

Task<http::Response> update_lead(Call& call) {
  auto change = read_change(call);
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(expected, expected_version(call));
  LV_CO_TRY(lead, path_id<LeadTag>(call));
  change.expected_version = expected;
  policy::Caller caller = call.caller;
  LV_CO_TRY(written, co_await call.vault().update(std::move(caller), lead, std::move(change)));
  JsonWriter json;
  json.begin_object();
  json.member("id", to_text(lead));
  json.member("version", written.version);
  json.key("warnings").begin_array();
  for (const auto& warning : written.warnings) json.value(warning);
  json.end_array();
  json.end_object();
  auto response = json_response(200, json);
  response.with("ETag", etag_of(written.version));
  if (!written.receipt.empty()) response.with("Leadvault-Audit", written.receipt);
  co_return response;
}

} // namespace lv::api
