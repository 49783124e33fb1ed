// CSV (RFC 4180): a streaming reader with bounds.
// One reader per file, one thread. Rows hold personal data: they wipe themselves.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/base/limits.hpp"

#include <optional>

namespace lv::lead {

using CsvRow = std::vector<SecretText>;

inline constexpr std::size_t csv_fields_max = 1'024;
inline constexpr std::size_t csv_row_bytes_max = 1024 * 1024;

// Feed bytes with `push` in any pieces, take rows with `next` until it gives nothing, then push
// more; after the last piece call `finish` and take the rest. Rows end at LF or CRLF; a leading
// UTF-8 byte order mark is skipped; a blank line is no row.
class CsvReader {
public:
  void push(std::string_view bytes);
  void finish() { finished_ = true; }
  // malformed or too_large; `row_number` then tells where. No further rows after an error.
  Result<std::optional<CsvRow>> next();
  std::size_t row_number() const { return row_number_; } // of the row last returned, from 1

private:
  enum class State { field_start, bare, quoted, quote_in_quoted, after_return };
  Result<bool> step(char c); // true: a row is complete
  Result<void> put(char c);
  Result<void> end_field();
  std::optional<CsvRow> end_row();

  SecretText pending_;
  std::size_t at_ = 0;
  CsvRow row_;
  SecretText field_;
  std::size_t row_bytes_ = 0;
  std::size_t row_number_ = 0;
  State state_ = State::field_start;
  bool started_ = false;
  bool finished_ = false;
  bool failed_ = false;
  bool row_open_ = false;
};

} // namespace lv::lead
