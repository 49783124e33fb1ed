#include "api/endpoints.hpp"
#include "api/names.hpp"

namespace lv::api {
namespace {

void write_event(const Call& call, const lead::ConsentEvent& event, JsonWriter& json) {
  json.begin_object();
  json.member("id", to_text(event.id));
  json.member("purpose", purpose_name(call.catalogue(), event.purpose));
  json.member("sequence", static_cast<std::uint64_t>(event.sequence));
  json.member("kind", lead::name_of(event.kind));
  json.member("basis", lead::name_of(event.basis));
  json.member("at", to_text(event.time));
  write_text_or_null("expires_at", event.expiry.us == 0 ? "" : to_text(event.expiry), json);
  write_text_or_null("jurisdiction", event.jurisdiction, json);
  write_text_or_null("notice_version", event.notice_version, json);
  json.end_object();
}

} // namespace

Task<http::Response> list_consents(Call& call) {
  LV_CO_CHECK(check_input(call));
  LV_CO_TRY(lead, path_id<LeadTag>(call));
  policy::Caller caller = call.caller;
  LV_CO_TRY(rows, co_await call.vault().consents(std::move(caller), lead));
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  for (const auto& row : rows) write_event(call, row.event, json);
  json.end_array();
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
