#include "api/endpoints.hpp"

namespace lv::api {
namespace {

http::Response answer(const Call& call, vault::OpenVault::Policies outcome) {
  const auto policies = call.services.parts.decider.policies();
  JsonWriter json;
  json.begin_object();
  json.key("replaced").boolean(outcome == vault::OpenVault::Policies::replaced);
  json.member("policy_set", to_hex(policies->digest()));
  json.member("policies", static_cast<std::uint64_t>(policies->rules().size()));
  json.end_object();
  return json_response(200, json);
}

} // namespace

Task<http::Response> reload_policies(Call& call) {
  LV_CO_CHECK(check_input(call));
  std::function<Result<PolicyReload>(const ReportTime&)> work =
      [&call](const ReportTime&) -> Result<PolicyReload> {
    return call.services.reload_policies(call.caller);
  };
  LV_CO_TRY(reload, co_await call.services.reloads.make<PolicyReload>(std::move(work)));
  if (reload.outcome) co_return answer(call, *reload.outcome);
  call.violations = std::move(reload.findings);
  if (reload.outcome.error().code() == Errc::config)
    co_return LV_FAIL(conflict, "the policies stay as they are: errors names what to mend");
  co_return reload.outcome.error();
}

} // namespace lv::api
