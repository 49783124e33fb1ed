// Rows that break a rule are refused here and change nothing; the others go to the vault together.
#include "api/endpoints.hpp"
#include "api/imports_common.hpp"
#include "api/lead_input.hpp"

#include <set>

namespace lv::api {
namespace {

using Outcome = vault::ImportedRow::Outcome;
constexpr std::size_t row_key_bytes_max = 128;

struct Rows {
  std::vector<std::string> keys;
  std::vector<vault::ImportedRow> results; // one per row
  std::vector<vault::ImportRow> good;
  std::vector<std::size_t> places; // of each of `good` in the page
};

// A fault of the page's shape refuses the page; a fault of a lead refuses its row.
Rows read_rows(Call& call) {
  Rows rows;
  ObjectReader reader(call.body, "", call.violations, {"rows"});
  const Span count{1, static_cast<std::int64_t>(limits::import_rows_max)};
  const auto* array = reader.array("rows", Need::required, count);
  if (array == nullptr) return rows;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto at = "/rows/" + std::to_string(i);
    ObjectReader row((*array)[i], at, call.violations, {"key", "lead"});
    const auto* key = row.text("key", Need::required, Span{1, row_key_bytes_max});
    const auto* lead = row.object("lead", Need::required);
    if (key == nullptr || lead == nullptr) continue;
    rows.keys.emplace_back(key->begin(), key->end());
    if (!seen.insert(rows.keys.back()).second)
      row.note("key", "duplicate", "another row of the page has this key");
    vault::ImportedRow result;
    auto read = read_new_lead(*lead, at + "/lead", call.catalogue(), result.violations);
    if (result.violations.empty()) {
      rows.good.push_back({rows.keys.back(), std::move(read)});
      rows.places.push_back(i);
    }
    rows.results.push_back(std::move(result));
  }
  return rows;
}

workflow::ImportCounts counts_of(const std::vector<vault::ImportedRow>& results) {
  workflow::ImportCounts counts;
  counts.rows = results.size();
  for (const auto& result : results) {
    if (result.outcome == Outcome::created) ++counts.created;
    if (result.outcome == Outcome::existed) ++counts.existed;
    if (result.outcome == Outcome::refused) ++counts.refused;
    std::set<std::string> rules;
    for (const auto& violation : result.violations) rules.insert(violation.rule);
    for (const auto& rule : rules) ++counts.errors[rule];
  }
  return counts;
}

std::string_view name_of(Outcome outcome) {
  if (outcome == Outcome::created) return "created";
  return outcome == Outcome::existed ? "existed" : "refused";
}

void write_result(const std::string& key, const vault::ImportedRow& result, JsonWriter& json) {
  json.begin_object();
  json.member("key", key);
  json.member("outcome", name_of(result.outcome));
  json.key("id");
  if (result.lead.is_zero()) {
    json.null();
  } else {
    json.value(to_text(result.lead));
  }
  json.key("errors").begin_array();
  for (const auto& violation : result.violations) {
    json.begin_object();
    json.member("pointer", violation.pointer);
    json.member("rule", violation.rule);
    json.member("detail", violation.detail);
    json.end_object();
  }
  json.end_array();
  json.key("warnings").begin_array();
  for (const auto& warning : result.warnings) json.value(warning);
  json.end_array();
  json.end_object();
}

} // namespace

Task<http::Response> add_import_rows(Call& call) {
  LV_CO_TRY(job, import_of(call));
  auto rows = read_rows(call);
  LV_CO_CHECK(check_input(call));
  if (!rows.good.empty()) {
    policy::Caller caller = call.caller;
    std::string scope = job.name;
    LV_CO_TRY(imported, co_await call.vault().import_rows(std::move(caller), std::move(scope),
                                                          std::move(rows.good)));
    for (std::size_t i = 0; i < imported.size(); ++i)
      rows.results[rows.places[i]] = std::move(imported[i]);
  }
  call.services.imports.count(call.caller.tenant, call.caller.principal, job.id,
                              counts_of(rows.results));
  JsonWriter json;
  json.begin_object();
  json.key("data").begin_array();
  for (std::size_t i = 0; i < rows.results.size(); ++i)
    write_result(rows.keys[i], rows.results[i], json);
  json.end_array();
  json.end_object();
  co_return json_response(200, json);
}

} // namespace lv::api
