#include "api/endpoints.hpp"
#include "api/field_list.hpp"
#include "api/items.hpp"

namespace lv::api {
namespace {

struct Batch {
  std::vector<std::string> asked;  // ids as given
  std::vector<LeadId> leads;       // those that are ids
  std::vector<std::size_t> places; // of each of `leads` in `asked`
  std::vector<policy::FieldAsk> fields;
};

Batch read_batch(Call& call) {
  Batch batch;
  ObjectReader reader(call.body, "", call.violations, {"ids", "fields"});
  const Span ids{1, static_cast<std::int64_t>(limits::batch_get_max)};
  if (const auto* array = reader.array("ids", Need::required, ids))
    batch.asked = unique_texts(*array, "/ids", Span{1, 64}, call.violations);
  for (std::size_t i = 0; i < batch.asked.size(); ++i) {
    if (auto lead = parse_id<LeadTag>(batch.asked[i])) {
      batch.leads.push_back(*lead);
      batch.places.push_back(i);
    }
  }
  const Span fields{1, static_cast<std::int64_t>(limits::field_id_max)};
  if (const auto* array = reader.array("fields", Need::required, fields)) {
    const auto names = unique_texts(*array, "/fields", Span{1, 80}, call.violations);
    batch.fields = fields_of_body(call.catalogue(), names, call.violations);
  }
  return batch;
}

// `items` has one for each of batch.leads; what is not an id is not found.
void write_batch(const Call& call, const Batch& batch, const std::vector<vault::Vault::Item>& items,
                 JsonWriter& json) {
  const vault::Vault::Item absent = LV_FAIL(not_found, "there is no such object");
  std::size_t next = 0;
  json.begin_object();
  json.key("data").begin_array();
  for (std::size_t i = 0; i < batch.asked.size(); ++i) {
    const bool is_id = next < batch.places.size() && batch.places[next] == i;
    const auto& item = is_id ? items[next++] : absent;
    if (const auto* view = std::get_if<vault::Disclosed<vault::LeadView>>(&item)) {
      vault::render(*view, json);
      continue;
    }
    json.begin_object();
    json.member("id", batch.asked[i]);
    json.key("error");
    write_item_problem(call, item, json);
    json.end_object();
  }
  json.end_array();
  json.key("audit");
  write_receipts(items, json);
  json.end_object();
}

} // namespace

Task<http::Response> batch_get_leads(Call& call) {
  auto batch = read_batch(call);
  LV_CO_CHECK(check_input(call));
  const auto purpose = stated_purpose(call);
  if (!purpose) co_return co_await refuse_purpose(call);
  LV_CO_CHECK(take_records(call, batch.asked.size()));
  policy::ReadQuestion question;
  question.action = action_named(call, call.endpoint.action);
  question.purpose = *purpose;
  question.fields = batch.fields;
  policy::Caller caller = call.caller;
  std::vector<vault::Vault::Item> items;
  if (!batch.leads.empty()) {
    auto leads = batch.leads;
    LV_CO_TRY(read, co_await call.vault().read_many(std::move(caller), std::move(leads),
                                                    std::move(question)));
    items = std::move(read);
  }
  JsonWriter json;
  write_batch(call, batch, items, json);
  co_return json_response(200, json);
}

} // namespace lv::api
