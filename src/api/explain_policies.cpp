#include "api/endpoints.hpp"
#include "api/explanation_json.hpp"
#include "api/policy_question.hpp"

namespace lv::api {
namespace {

Result<policy::Explanation> explain(const vault::PolicyCase& asked, const ReportTime& time) {
  const auto& policies = *asked.policies;
  const auto& reading = asked.reading;
  policy::Explanation explanation{asked.policies, {}};
  auto& decisions = explanation.decisions;
  if (asked.asks_action) {
    decisions.push_back(
        policy::explain_action(policies, asked.acting, reading.action, reading.purpose, asked.now));
  }
  for (const auto& field : reading.fields) {
    LV_CHECK(time.check());
    decisions.push_back(
        policy::explain_field(policies, asked.acting, asked.facts, reading, field, asked.now));
  }
  return explanation;
}

} // namespace

Task<http::Response> explain_policies(Call& call) {
  const auto question = read_policy_question(call.body, call.catalogue(), call.violations);
  LV_CO_CHECK(check_input(call));
  policy::Caller caller = call.caller;
  auto asked = question;
  LV_CO_TRY(found, co_await call.vault().policy_case(std::move(caller), std::move(asked)));
  std::function<Result<policy::Explanation>(const ReportTime&)> work = [&](const ReportTime& time) {
    return explain(found, time);
  };
  LV_CO_TRY(explanation, co_await call.services.reports.make<policy::Explanation>(std::move(work)));
  JsonWriter json;
  write_explanation(question, found, explanation, json);
  co_return json_response(200, json);
}

} // namespace lv::api
