#include "api/endpoints.hpp"
#include "api/event_json.hpp"
#include "api/filters.hpp"
#include "api/index_wait.hpp"
#include "api/names.hpp"

namespace lv::api {
namespace {

std::optional<audit::DecisionFilter> parse_decision(std::string_view name) {
  if (name == "permitted") return audit::DecisionFilter::released;
  if (name == "denied") return audit::DecisionFilter::denied;
  return std::nullopt;
}

audit::IndexQuery read_query(Call& call) {
  audit::IndexQuery query;
  query.tenant = call.caller.tenant;
  query.lead = query_id<LeadTag>(call, "lead");
  query.principal = query_id<PrincipalTag>(call, "principal");
  query.from = query_time(call, "from").value_or(Time{});
  query.until = query_time(call, "to").value_or(Time{});
  if (const auto kind = query_choice(call, "kind", parse_kind)) query.kinds.push_back(*kind);
  const auto action_id = [&call](std::string_view name) -> std::optional<std::uint16_t> {
    const auto number = action_named(call, name).number;
    return number == 0 ? std::nullopt : std::optional(number);
  };
  query.action = query_choice(call, "action", action_id).value_or(std::uint16_t{0});
  query.decision =
      query_choice(call, "decision", parse_decision).value_or(audit::DecisionFilter::any);
  query.limit = query_limit(call);
  return query;
}

Bytes filter_bytes(const audit::IndexQuery& query) {
  ByteWriter out;
  out.raw(query.lead.view());
  out.raw(query.principal.view());
  out.i64(query.from.us);
  out.i64(query.until.us);
  out.u8(query.kinds.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(query.kinds.front()));
  out.u16(query.action);
  out.u8(static_cast<std::uint8_t>(query.decision));
  return out.take();
}

} // namespace

Task<http::Response> list_audit_events(Call& call) {
  auto query = read_query(call);
  LV_CO_CHECK(check_input(call));
  const auto scope = cursor_scope(call, filter_bytes(query));
  LV_CO_TRY(place, cursor_place(call, scope, call.request.parameter("cursor")));
  query.before = Position{place};
  LV_CO_CHECK(co_await catch_up(call.services.parts));
  LV_CO_TRY(events, call.services.parts.audit_index.query(query));

  // Who reads the log is in the log, before the answer leaves.
  policy::Caller caller = call.caller;
  audit::Body entry = audit::SystemBody{0, Position{}, events.size(), query.lead, Digest{}};
  LV_CO_CHECK(co_await call.vault().note(std::move(caller), call.policy_set(),
                                         audit::EntryKind::audit_read, std::move(entry)));
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  const auto policies = call.services.parts.decider.policies();
  for (const auto& event : events)
    write_event(*policies, call.services.parts.directory, event, json);
  json.end_array();
  const bool more = events.size() == query.limit;
  const auto next = more ? events.back().logged.position.value : std::uint64_t{0};
  LV_CO_CHECK(write_next_cursor(call, scope, next, json));
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
