#include "cli/transfer/export_pages.hpp"

#include "leadvault/lead/csv.hpp"

namespace lv::cli {
namespace {

constexpr std::size_t page_bytes_max = 256 * 1024 * 1024;

Result<ExportReceipt> ndjson_receipt(std::string_view record) {
  LV_TRY(json, parse_json(record));
  const auto* receipt = json.find("receipt");
  const auto* next = receipt == nullptr ? nullptr : receipt->find("next_cursor");
  if (next == nullptr) return LV_FAIL(malformed, "a receipt of the export names no cursor");
  ExportReceipt out;
  if (const auto* cursor = next->as_string()) out.cursor = std::string(*cursor);
  const auto* refused = receipt->find("refused");
  const auto* count = refused == nullptr ? nullptr : refused->as_int();
  if (count == nullptr || *count < 0) {
    return LV_FAIL(malformed, "a receipt of the export does not tell what was withheld");
  }
  out.withheld = static_cast<std::uint64_t>(*count);
  return out;
}

// receipt,<entry>,<nothing>,<cursor>; a cursor that looked like a formula has an apostrophe.
Result<ExportReceipt> csv_receipt(std::string_view record) {
  lead::CsvReader reader;
  reader.push(record);
  reader.finish();
  LV_TRY(row, reader.next());
  if (!row || row->size() < 4) return LV_FAIL(malformed, "a receipt of the export is incomplete");
  std::string cursor((*row)[3]);
  if (cursor.starts_with('\'')) cursor.erase(0, 1);
  return ExportReceipt{std::move(cursor), std::nullopt};
}

} // namespace

Result<void> ExportPages::push(std::string_view piece) {
  for (const char c : piece) {
    record_ += c;
    if (form_ == ExportForm::csv && c == '"') quoted_ = !quoted_;
    if (c == '\n' && !quoted_) LV_CHECK(end_record());
    if (page_.size() + record_.size() > page_bytes_max) {
      return LV_FAIL(too_large, "a page of the export is too long");
    }
  }
  return {};
}

Result<std::optional<ExportReceipt>> ExportPages::read_receipt() const {
  const std::string_view start = form_ == ExportForm::csv ? "receipt," : "{\"receipt\"";
  if (!std::string_view(record_).starts_with(start)) return std::optional<ExportReceipt>();
  LV_TRY(receipt, form_ == ExportForm::csv ? csv_receipt(record_) : ndjson_receipt(record_));
  return std::optional(std::move(receipt));
}

Result<void> ExportPages::end_record() {
  if (form_ == ExportForm::csv && !header_seen_) {
    header_seen_ = true;
    if (!skip_header_) page_ += record_;
    record_.clear();
    return {};
  }
  if (complete_) return LV_FAIL(malformed, "the export goes on after its last receipt");
  LV_TRY(receipt, read_receipt());
  page_ += record_;
  record_.clear();
  if (!receipt) {
    ++page_records_;
    return {};
  }
  LV_CHECK(write_(page_));
  page_.clear();
  cursor_ = std::move(receipt->cursor);
  complete_ = cursor_.empty();
  records_ += std::exchange(page_records_, 0);
  if (receipt->withheld) withheld_ = withheld_.value_or(0) + *receipt->withheld;
  return {};
}

} // namespace lv::cli
