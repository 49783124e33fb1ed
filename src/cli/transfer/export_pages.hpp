// The pages of an export as they stream in: a page is passed on when its receipt has come, so what
// was written always ends at a page border and can be resumed at the receipt's cursor.
#pragma once

#include "leadvault/base/json.hpp"

#include <functional>
#include <optional>

namespace lv::cli {

enum class ExportForm { ndjson, csv };

struct ExportReceipt {
  std::string cursor;                    // empty: of the last page
  std::optional<std::uint64_t> withheld; // leads left out of the page; CSV does not tell
};

class ExportPages {
public:
  using Write = std::function<Result<void>(std::string_view page)>;
  // Continuing: the header of a CSV export is left out, the file has it already.
  enum class Start { fresh, continuing };

  ExportPages(ExportForm form, Start start, Write write)
      : write_(std::move(write)), form_(form),
        skip_header_(form == ExportForm::csv && start == Start::continuing) {}

  Result<void> push(std::string_view piece);

  bool complete() const { return complete_ && record_.empty() && page_.empty(); }
  const std::string& cursor() const { return cursor_; } // after the last page passed on
  std::uint64_t records() const { return records_; }
  std::optional<std::uint64_t> withheld() const { return withheld_; } // of the same pages

private:
  Result<void> end_record();
  Result<std::optional<ExportReceipt>> read_receipt() const; // of the record, when it is one

  Write write_;
  ExportForm form_;
  bool skip_header_;
  bool header_seen_ = false;
  bool quoted_ = false;
  bool complete_ = false;
  SecretText record_;
  SecretText page_;
  std::string cursor_;
  std::uint64_t records_ = 0;
  std::uint64_t page_records_ = 0;
  std::optional<std::uint64_t> withheld_;
};

} // namespace lv::cli
