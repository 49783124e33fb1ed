#include "cli/transfer/export_pages.hpp"

#include "leadvault/lead/csv.hpp"

namespace lv::cli {
namespace {

constexpr std::size_t page_bytes_max = 256 * 1024 * 1024;

Result<std::string> ndjson_cursor(std::string_view record) {
  LV_TRY(json, parse_json(record));
  const auto* receipt = json.find("receipt");
  const auto* next = receipt == nullptr ? nullptr : receipt->find("next_cursor");
  if (next == nullptr) return LV_FAIL(malformed, "a receipt of the export names no cursor");
  return next->as_string() == nullptr ? std::string() : std::string(*next->as_string());
}

// receipt,<entry>,<nothing>,<cursor>; a cursor that looked like a formula has an apostrophe.
Result<std::string> csv_cursor(std::string_view record) {
  lead::CsvReader reader;
  reader.push(record);
  reader.finish();
  LV_TRY(row, reader.next());
  if (!row || row->size() < 4) return LV_FAIL(malformed, "a receipt of the export is incomplete");
  std::string cursor((*row)[3]);
  if (cursor.starts_with('\'')) cursor.erase(0, 1);
  return cursor;
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

Result<std::optional<std::string>> ExportPages::read_receipt() const {
  const std::string_view start = form_ == ExportForm::csv ? "receipt," : "{\"receipt\"";
  if (!std::string_view(record_).starts_with(start)) return std::optional<std::string>();
  LV_TRY(cursor, form_ == ExportForm::csv ? csv_cursor(record_) : ndjson_cursor(record_));
  return std::optional(std::move(cursor));
}

Result<void> ExportPages::end_record() {
  if (form_ == ExportForm::csv && !header_seen_) {
    header_seen_ = true;
    if (!skip_header_) page_ += record_;
    record_.clear();
    return {};
  }
  if (complete_) return LV_FAIL(malformed, "the export goes on after its last receipt");
  LV_TRY(cursor, read_receipt());
  page_ += record_;
  record_.clear();
  if (!cursor) {
    ++page_records_;
    return {};
  }
  LV_CHECK(write_(page_));
  page_.clear();
  cursor_ = std::move(*cursor);
  complete_ = cursor_.empty();
  records_ += std::exchange(page_records_, 0);
  return {};
}

} // namespace lv::cli
