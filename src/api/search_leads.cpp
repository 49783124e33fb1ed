#include "api/endpoints.hpp"
#include "api/lead_input.hpp"

namespace lv::api {
namespace {

struct Search {
  std::uint16_t index = 0;
  SecretText text;
};

std::uint16_t index_named(const lead::Catalogue& catalogue, std::string_view name) {
  for (const auto& index : catalogue.indexes())
    if (index.name == name) return index.id;
  return 0;
}

Search read_search(Call& call) {
  Search search;
  ObjectReader reader(call.body, "", call.violations, {"email", "phone", "external_id"});
  std::size_t given = 0;
  for (const std::string_view name : {"email", "phone"}) {
    if (!reader.has(name)) continue;
    ++given;
    const Span bytes{1, static_cast<std::int64_t>(limits::field_value_bytes_max)};
    if (const auto* text = reader.text(name, Need::required, bytes)) search.text = *text;
    search.index = index_named(call.catalogue(), name);
  }
  if (const auto* id = reader.object("external_id", Need::optional)) {
    ++given;
    auto external = read_external_id(*id, "/external_id", call.violations);
    search.text.assign(external.system.begin(), external.system.end());
    search.text.push_back('\0'); // as the vault joins them: neither part may hold one
    search.text.append(external.id.begin(), external.id.end());
    search.index = index_named(call.catalogue(), "external_id");
  }
  if (given != 1 && reader.is_object())
    call.violations.push_back(
        {"", "exactly-one", "give exactly one of email, phone and external_id"});
  return search;
}

} // namespace

Task<http::Response> search_leads(Call& call) {
  auto search = read_search(call);
  LV_CO_CHECK(check_input(call));
  const auto purpose = stated_purpose(call);
  if (!purpose) co_return co_await refuse_purpose(call);
  LV_CO_CHECK(take_records(call, 1));
  policy::Caller caller = call.caller;
  LV_CO_TRY(hits, co_await call.vault().search(std::move(caller), *purpose, search.index,
                                               std::move(search.text)));
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  for (const auto& lead : hits) {
    json.begin_object();
    json.member("id", to_text(lead));
    json.end_object();
  }
  json.end_array();
  json.key("next_cursor").null();
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
