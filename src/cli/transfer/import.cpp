#include "cli/transfer/import.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace lv::cli {
namespace {

constexpr int http_bad_request = 400;
constexpr int http_not_found = 404;
constexpr int http_conflict = 409;
constexpr int http_too_large = 413;

constexpr int attempts_max = 6;
constexpr std::int64_t wait_ms_max = 60'000;

std::string text_of_member(const JsonValue& json, std::string_view name) {
  const auto* member = json.find(name);
  const auto* text = member == nullptr ? nullptr : member->as_string();
  return text == nullptr ? std::string() : std::string(*text);
}

SecretText rows_body(const std::vector<ReadyRow>& rows) {
  JsonWriter json;
  json.begin_object().key("rows").begin_array();
  for (const auto& row : rows) json.raw(row.json);
  json.end_array().end_object();
  return json.take();
}

Violations violations_of(const JsonValue& result) {
  Violations out;
  const auto* errors = result.find("errors");
  const auto* list = errors == nullptr ? nullptr : errors->as_array();
  if (list != nullptr) {
    for (const auto& error : *list) {
      out.push_back({text_of_member(error, "pointer"), text_of_member(error, "rule"),
                     text_of_member(error, "detail")});
    }
  }
  return out;
}

// "row 7/Email" of our own mapping and "/rows/6/lead/fields/email" of the server's page say where
// in the row: the row's number stands on its own.
std::string pointer_in_row(const std::string& pointer, std::size_t number) {
  const auto own = "row " + std::to_string(number);
  if (pointer == own || pointer.starts_with(own + "/")) return pointer.substr(own.size());
  constexpr std::string_view page = "/rows/";
  if (!pointer.starts_with(page)) return pointer;
  const auto end = pointer.find('/', page.size());
  const auto rest = end == std::string::npos ? std::string() : pointer.substr(end);
  constexpr std::string_view lead = "/lead/";
  return rest.starts_with(lead) ? rest.substr(lead.size() - 1) : rest;
}

bool refuses_the_page(const Failure& failure) {
  return failure.status == http_bad_request || failure.status == http_too_large;
}

// A conflict passes too: the server still works on the page, whose answer it gave up before.
bool may_pass(const Failure& failure) {
  return failure.exit_code == ExitCode::unavailable || failure.status == http_conflict;
}

} // namespace

Outcome<ImportTotals> Import::run(RowSource& source) {
  LV_CHECK(open());
  bool more = true;
  while (more) {
    LV_TRY(filled, fill_page(source));
    more = filled;
    if (!page_.empty()) LV_CHECK(send(std::exchange(page_, {})));
    page_bytes_ = 0;
    if (hooks_.on_page) hooks_.on_page(totals_);
    if (more && hooks_.stop_requested && hooks_.stop_requested()) {
      totals_.end = ImportTotals::End::interrupted;
      return totals_;
    }
  }
  totals_.end = ImportTotals::End::complete;
  return totals_;
}

Outcome<void> Import::open() {
  Request request;
  request.method = "POST";
  request.target = "/v1/imports";
  request.content_type = "application/json";
  request.body = json_object_of({{"name", plan_.name}});
  LV_TRY(answer, client_.call(request));
  job_ = text_of_member(answer.json, "id");
  if (job_.empty()) return Failure(ExitCode::failed, "the server opened no import");
  return boost::system::in_place_value;
}

Outcome<bool> Import::fill_page(RowSource& source) {
  while (page_.size() < plan_.page_rows && page_bytes_ < plan_.page_bytes) {
    LV_TRY(row, source.next());
    if (!row) return false;
    take(std::move(*row));
  }
  return true;
}

void Import::take(SourceRow row) {
  ++totals_.read;
  if (auto* bad = std::get_if<RefusedRow>(&row)) return refuse(std::move(*bad));
  auto& ready = std::get<ReadyRow>(row);
  const auto refuse_as = [&](const char* rule, const char* detail) {
    refuse({ready.number, {{"", rule, detail}}});
  };
  // The server would take a second row of one key for a repetition of the first and drop it.
  if (!keys_.insert(ready.key).second) {
    return refuse_as("duplicate-key", "An earlier row of this file has the same id.");
  }
  if (ready.json.size() > limits::body_bytes_max / 2) {
    return refuse_as("too-large", "The row is longer than a request may be.");
  }
  page_bytes_ += ready.json.size();
  page_.push_back(std::move(ready));
}

Outcome<void> Import::send(std::vector<ReadyRow> rows) {
  auto answer = post(rows);
  if (answer) return account(rows, answer->json);
  if (!refuses_the_page(answer.error())) return answer.error();
  // Halve the page until the row at fault stands alone.
  if (rows.size() == 1) {
    auto violations = answer.error().violations;
    if (violations.empty()) violations.push_back({"", answer.error().code, answer.error().message});
    refuse({rows.front().number, std::move(violations)});
    return boost::system::in_place_value;
  }
  const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
  std::vector<ReadyRow> second(std::make_move_iterator(middle),
                               std::make_move_iterator(rows.end()));
  rows.erase(middle, rows.end());
  LV_CHECK(send(std::move(rows)));
  return send(std::move(second));
}

// Sending a page again is harmless: the server knows each row by its key.
Outcome<Answer> Import::post(const std::vector<ReadyRow>& rows) {
  Request request;
  request.method = "POST";
  request.content_type = "application/json";
  request.body = rows_body(rows);
  bool reopened = false;
  for (int attempt = 1;; ++attempt) {
    auto answer = post_once(request);
    if (!answer && answer.error().status == http_not_found && !std::exchange(reopened, true)) {
      job_.clear(); // the server was restarted meanwhile and has forgotten the import
      answer = post_once(request);
    }
    if (answer || !may_pass(answer.error()) || attempt == attempts_max) return answer;
    const auto asked_ms = std::min<std::int64_t>(answer.error().retry_after_s, 3600) * 1000;
    const auto own_ms = std::int64_t{250} << attempt;
    context_.sleep_ms(std::min(std::max(asked_ms, own_ms), wait_ms_max));
  }
}

Outcome<Answer> Import::post_once(Request& request) {
  if (job_.empty()) LV_CHECK(open());
  request.target = "/v1/imports/" + url_encode(job_) + "/rows";
  return client_.call(request);
}

Outcome<void> Import::account(const std::vector<ReadyRow>& rows, const JsonValue& answer) {
  const auto* member = answer.find("data");
  const auto* data = member == nullptr ? nullptr : member->as_array();
  if (data == nullptr || data->size() != rows.size()) {
    return Failure(ExitCode::failed, "the server's answer does not account for every row");
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto outcome = text_of_member((*data)[i], "outcome");
    const bool known = outcome == "created" || outcome == "existed" || outcome == "refused";
    if (!known || text_of_member((*data)[i], "key") != rows[i].key) {
      return Failure(ExitCode::failed, "the server's answer does not account for row " +
                                           std::to_string(rows[i].number));
    }
    account_row(rows[i], (*data)[i]);
  }
  return boost::system::in_place_value;
}

void Import::account_row(const ReadyRow& row, const JsonValue& result) {
  const auto outcome = text_of_member(result, "outcome");
  if (outcome == "refused") return refuse({row.number, violations_of(result)});
  ++(outcome == "created" ? totals_.created : totals_.existed);
  std::set<std::string> codes(row.warnings.begin(), row.warnings.end());
  const auto* warnings = result.find("warnings");
  const auto* list = warnings == nullptr ? nullptr : warnings->as_array();
  if (list != nullptr) {
    for (const auto& code : *list) {
      if (code.as_string() != nullptr) codes.emplace(*code.as_string());
    }
  }
  for (const auto& code : codes) ++totals_.warnings[code];
}

void Import::refuse(RefusedRow row) {
  ++totals_.refused;
  if (row.violations.empty())
    row.violations.push_back({"", "refused", "The server gave no reason."});
  for (auto& violation : row.violations) {
    violation.pointer = pointer_in_row(violation.pointer, row.number);
  }
  if (hooks_.on_refused) hooks_.on_refused(row);
}

} // namespace lv::cli
