#include "api/call.hpp"

#include "api/header_values.hpp"
#include "api/names.hpp"
#include "api/problem_of.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/http/problem.hpp"

#include <algorithm>

namespace lv::api {
namespace {

bool is_bound(const Call& call, const lead::PurposeDef& purpose) {
  const auto& bound = call.caller.purposes;
  return std::find(bound.begin(), bound.end(), purpose.id) != bound.end();
}

} // namespace

Result<void> check_input(const Call& call) {
  if (call.violations.empty()) return {};
  return LV_FAIL(invalid, "the request breaks the rules that errors names");
}

policy::Action action_named(const Call& call, std::string_view name) {
  return {action_number(call.catalogue(), name)};
}

Task<void> refuse(Call& call, Error reason) {
  audit::DenialBody body;
  body.action = action_named(call, call.endpoint.action).number;
  body.reason = static_cast<std::uint16_t>(reason.code());
  policy::Caller caller = call.caller;
  audit::Body entry = std::move(body);
  LV_CO_CHECK(co_await call.vault().note(std::move(caller), call.policy_set(),
                                         audit::EntryKind::denial, std::move(entry)));
  co_return reason;
}

Task<void> authorise(Call& call) {
  const auto action = action_named(call, call.endpoint.action);
  const auto decided =
      call.services.parts.decider.decide_action(call.caller, action, lead::PurposeId{});
  call.decided_by = decided.policy_set;
  if (decided.allowed) co_return decided.allowed;
  co_return co_await refuse(call, decided.allowed.error());
}

std::optional<lead::PurposeId> stated_purpose(const Call& call) {
  const auto name = call.request.header("leadvault-purpose");
  const auto* purpose = name ? call.catalogue().purpose(*name) : nullptr;
  if (purpose == nullptr || !is_bound(call, *purpose)) return std::nullopt;
  return purpose->id;
}

Async<Error> refuse_purpose(Call& call) {
  const auto name = call.request.header("leadvault-purpose");
  if (!name || name->empty()) {
    JsonWriter names;
    names.begin_array();
    for (const auto id : call.caller.purposes)
      if (const auto* purpose = call.catalogue().purpose(id)) names.value(purpose->name);
    names.end_array();
    call.problem_members += ",\"purposes\":" + std::string(names.text());
    Error reason = LV_FAIL(purpose_required, "this call needs a Leadvault-Purpose header");
    co_return (co_await refuse(call, reason)).error();
  }
  if (call.catalogue().purpose(*name) == nullptr) {
    call.violations.push_back(
        {"header/Leadvault-Purpose", "unknown-purpose", "the catalogue has no such purpose"});
    co_return check_input(call).error();
  }
  Error reason = LV_FAIL(purpose_not_bound, "this credential is not bound to the purpose it names");
  co_return (co_await refuse(call, reason)).error();
}

std::optional<vault::Idempotency> idempotency_of(const Call& call) {
  const auto header = call.request.header("idempotency-key");
  if (!header) return std::nullopt;
  auto key = idempotency_key(*header);
  if (!key) return std::nullopt;
  ByteWriter payload; // of one size from the start: no copy is left behind
  payload.reserve(call.request.path.size() + call.request.body.size() + 8);
  payload.lp(bytes_of(call.request.path));
  payload.lp(bytes_of(call.request.body));
  auto plain = payload.take();
  const auto fingerprint = call.vault().fingerprint(call.endpoint.operation, plain);
  wipe(plain);
  return vault::Idempotency{call.endpoint.number, std::move(*key), fingerprint};
}

Result<void> take_records(const Call& call, std::size_t count) {
  return call.services.limiter.take(call.caller.principal, Quota::records,
                                    static_cast<std::int64_t>(count));
}

http::Response json_response(int status, JsonWriter& json) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = json.take();
  return response;
}

http::Response problem_of(const Call& call, const Error& error, const Violations& violations) {
  if (http::is_fault(error.code()))
    log::failure("request-failed", error, {{"request", call.request.id}});
  // One sentence for everything that is not there, so that the body tells nothing more.
  if (error.code() == Errc::not_found)
    return http::problem(LV_FAIL(not_found, "there is no such object"), call.request.id);
  return http::problem(error, call.request.id, violations);
}

http::Response failure(const Call& call, const Error& error) {
  auto response = problem_of(call, error, call.violations);
  if (!call.problem_members.empty() && !response.body.empty()) {
    response.body.pop_back(); // the document's closing brace
    response.body.append(call.problem_members.begin(), call.problem_members.end());
    response.body.push_back('}');
  }
  return response;
}

std::string withheld_json(const vault::Refusal& refusal) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [field, reason] : refusal.fields) json.member(field, reason);
  json.end_object();
  return std::string(json.text());
}

} // namespace lv::api
