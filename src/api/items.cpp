#include "api/items.hpp"

#include "api/problem_of.hpp"

#include "leadvault/http/problem.hpp"

#include <set>

namespace lv::api {

void write_item_problem(const Call& call, const vault::Vault::Item& item, JsonWriter& json) {
  if (const auto* refusal = std::get_if<vault::Refusal>(&item)) {
    const Error error(refusal->code, "every field that was asked for is withheld");
    auto problem = http::problem(error, call.request.id);
    problem.body.pop_back(); // the document's closing brace
    const auto more = ",\"withheld\":" + withheld_json(*refusal) + "}";
    problem.body.append(more.begin(), more.end());
    json.raw(problem.body);
  } else if (const auto* error = std::get_if<Error>(&item)) {
    const auto problem = problem_of(call, *error);
    json.raw(problem.body);
  }
}

std::vector<std::string> receipts_of(const std::vector<vault::Vault::Item>& items) {
  std::vector<std::string> receipts;
  std::set<EntryId> seen;
  for (const auto& item : items) {
    const auto* view = std::get_if<vault::Disclosed<vault::LeadView>>(&item);
    if (view == nullptr) continue;
    const auto& logged = vault::logged_of(*view);
    if (seen.insert(logged.entry).second) receipts.push_back(audit::header_value(logged));
  }
  return receipts;
}

void write_receipts(const std::vector<vault::Vault::Item>& items, JsonWriter& json) {
  json.begin_array();
  for (const auto& receipt : receipts_of(items)) json.value(receipt);
  json.end_array();
}

} // namespace lv::api
