#include "api/endpoints.hpp"
#include "api/explanation_json.hpp"
#include "api/policy_question.hpp"

namespace lv::api {

Task<http::Response> explain_policies(Call& call) {
  const auto question = read_policy_question(call.body, call.catalogue(), call.violations);
  LV_CO_CHECK(check_input(call));
  policy::Caller caller = call.caller;
  auto asked = question;
  LV_CO_TRY(answer, co_await call.vault().explain(std::move(caller), std::move(asked)));
  JsonWriter json;
  write_answer(question, answer, json);
  co_return json_response(200, json);
}

} // namespace lv::api
