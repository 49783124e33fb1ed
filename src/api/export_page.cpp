#include "api/export_page.hpp"

#include "api/csv_writer.hpp"
#include "api/items.hpp"

namespace lv::api {
namespace {

using Items = std::vector<vault::Vault::Item>;
using View = vault::Disclosed<vault::LeadView>;

struct Receipt {
  std::vector<std::string> audit;
  std::uint64_t records = 0;
  std::uint64_t refused = 0;
  std::string next_cursor; // empty: the export is complete
};

void write_ndjson(const Items& items, const Receipt& receipt, SecretText& out) {
  for (const auto& item : items) {
    const auto* view = std::get_if<View>(&item);
    if (view == nullptr) continue;
    JsonWriter line;
    vault::render(*view, line);
    out.append(line.text());
    out.push_back('\n');
  }
  JsonWriter line;
  line.begin_object();
  line.key("receipt").begin_object();
  line.key("audit").begin_array();
  for (const auto& entry : receipt.audit) line.value(entry);
  line.end_array();
  line.member("records", receipt.records);
  line.member("refused", receipt.refused);
  line.key("next_cursor");
  if (receipt.next_cursor.empty()) {
    line.null();
  } else {
    line.value(receipt.next_cursor);
  }
  line.end_object();
  line.end_object();
  out.append(line.text());
  out.push_back('\n');
}

void write_csv_header(const ExportPlan& plan, SecretText& out) {
  for (const auto* column : {"record", "id", "stage", "version"}) append_csv_cell(out, column);
  for (const auto& column : plan.columns) append_csv_cell(out, column);
  end_csv_record(out);
}

// A receipt's record: its log entries stand for the id, its cursor for the version.
void write_csv(const ExportPlan& plan, const Items& items, const Receipt& receipt,
               SecretText& out) {
  for (const auto& item : items) {
    const auto* view = std::get_if<View>(&item);
    if (view == nullptr) continue;
    append_csv_cell(out, "lead");
    for (const auto& cell : vault::render_cells(*view)) append_csv_cell(out, cell);
    end_csv_record(out);
  }
  std::string entries;
  for (const auto& entry : receipt.audit) entries += (entries.empty() ? "" : " ") + entry;
  append_csv_cell(out, "receipt");
  append_csv_cell(out, entries);
  append_csv_cell(out, "");
  append_csv_cell(out, receipt.next_cursor);
  for (std::size_t i = 0; i < plan.columns.size(); ++i) append_csv_cell(out, "");
  end_csv_record(out);
}

// An item that a policy withholds is counted; one that could not be read ends the export.
Result<Receipt> tally(const ExportPlan& plan, const Items& items, std::uint64_t next) {
  Receipt receipt;
  receipt.audit = receipts_of(items);
  for (const auto& item : items) {
    if (const auto* error = std::get_if<Error>(&item)) {
      if (error->code() != Errc::not_found) return *error; // erased since the page was listed
      continue;
    }
    ++(std::holds_alternative<View>(item) ? receipt.records : receipt.refused);
  }
  if (next != 0) {
    const auto& parts = plan.services.parts;
    LV_TRY(cursor, make_cursor(parts.vault, plan.scope, next, parts.clock.now()));
    receipt.next_cursor = std::move(cursor);
  }
  return receipt;
}

// A page takes the records of a full one before it is read, so that no two pages at once go beyond
// the quota, and gives back those it did not answer for. One stays taken: looking for them is work.
// One that fails gives nothing back.
class PageQuota {
public:
  static Result<PageQuota> take(const ExportPlan& plan) {
    auto& limiter = plan.services.limiter;
    LV_CHECK(limiter.take(plan.caller.principal, Quota::records, page_records));
    return PageQuota(limiter, plan.caller.principal);
  }
  void settle(std::size_t answered) {
    const auto used =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(answered), 1, page_records);
    limiter_.give_back(principal_, Quota::records, page_records - used);
  }

private:
  static constexpr auto page_records = static_cast<std::int64_t>(limits::page_size_max);
  PageQuota(RateLimiter& limiter, PrincipalId principal)
      : limiter_(limiter), principal_(principal) {}
  RateLimiter& limiter_;
  PrincipalId principal_;
};

} // namespace

Task<SecretText> next_export_page(std::shared_ptr<ExportPlan> plan) {
  using Phase = ExportPlan::Phase;
  if (plan->phase == Phase::over) co_return SecretText();
  const bool first = plan->phase == Phase::first_page;
  Items items;
  std::uint64_t next = 0;
  auto quota = PageQuota::take(*plan);
  if (quota) {
    policy::Caller caller = plan->caller;
    policy::ReadQuestion question = plan->question;
    const store::Page page{plan->place, limits::page_size_max};
    auto read = co_await plan->services.parts.vault.export_page(std::move(caller), plan->filter,
                                                                page, std::move(question), next);
    if (!read) co_return read.error();
    quota->settle(read->size());
    items = std::move(*read);
    plan->phase = next == 0 ? Phase::over : Phase::more_pages;
  } else {
    if (first) co_return quota.error();
    // Out of quota: the export ends here, and its last receipt says where to go on.
    next = plan->place;
    plan->phase = Phase::over;
  }
  LV_CO_TRY(receipt, tally(*plan, items, next));
  plan->place = next;
  SecretText text;
  if (plan->form == ExportForm::csv) {
    if (first) write_csv_header(*plan, text);
    write_csv(*plan, items, receipt, text);
  } else {
    write_ndjson(items, receipt, text);
  }
  co_return text;
}

} // namespace lv::api
