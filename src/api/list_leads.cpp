#include "api/endpoints.hpp"
#include "api/filters.hpp"

namespace lv::api {

Task<http::Response> list_leads(Call& call) {
  const auto filter = query_filter(call);
  store::Page page;
  page.limit = query_limit(call);
  LV_CO_CHECK(check_input(call));
  ByteWriter asked;
  encode(filter, asked);
  const auto scope = cursor_scope(call, asked.take());
  LV_CO_TRY(place, cursor_place(call, scope, call.request.parameter("cursor")));
  page.after_change_seq = place;

  policy::Caller caller = call.caller;
  LV_CO_TRY(list, co_await call.vault().list(std::move(caller), filter, page));
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  for (const auto& lead : list.leads) vault::render(lead, json);
  json.end_array();
  LV_CO_CHECK(write_next_cursor(call, scope, list.next_after, json));
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
