#include "api/endpoints.hpp"
#include "api/field_list.hpp"
#include "api/header_values.hpp"

namespace lv::api {
namespace {

// Operational columns only: nothing personal, no purpose.
Task<http::Response> get_summary(Call& call, LeadId lead) {
  policy::Caller caller = call.caller;
  LV_CO_TRY(summary, co_await call.vault().summary(std::move(caller), lead));
  JsonWriter json;
  vault::render(summary, json);
  auto response = json_response(200, json);
  co_return response.with("ETag", etag_of(summary.version));
}

} // namespace

Task<http::Response> get_lead(Call& call) {
  const auto fields = call.request.parameter("fields");
  policy::ReadQuestion question;
  if (fields) question.fields = fields_of_query(call.catalogue(), *fields, call.violations);
  LV_CO_CHECK(check_input(call));
  if (!fields) {
    LV_CO_TRY(only, path_id<LeadTag>(call));
    co_return co_await get_summary(call, only);
  }
  const auto purpose = stated_purpose(call);
  if (!purpose) co_return co_await refuse_purpose(call);
  LV_CO_TRY(lead, path_id<LeadTag>(call));
  LV_CO_CHECK(take_records(call, 1));
  question.action = action_named(call, call.endpoint.action);
  question.purpose = *purpose;
  policy::Caller caller = call.caller;
  LV_CO_TRY(answer, co_await call.vault().read(std::move(caller), lead, std::move(question)));
  if (const auto* refusal = std::get_if<vault::Refusal>(&answer.result)) {
    call.problem_members += ",\"withheld\":" + withheld_json(*refusal);
    co_return Error(refusal->code, "every field that was asked for is withheld");
  }
  const auto& view = std::get<vault::Disclosed<vault::LeadView>>(answer.result);
  JsonWriter json;
  vault::render(view, json);
  auto response = json_response(200, json);
  response.with("ETag", etag_of(vault::version_of(view)));
  response.with("Leadvault-Audit", audit::header_value(vault::logged_of(view)));
  co_return response;
}

} // namespace lv::api
