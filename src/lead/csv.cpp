#include "leadvault/lead/csv.hpp"

namespace lv::lead {

void CsvReader::push(std::string_view bytes) {
  pending_.erase(0, at_);
  at_ = 0;
  pending_.append(bytes);
}

Result<void> CsvReader::put(char c) {
  if (++row_bytes_ > csv_row_bytes_max) return LV_FAIL(too_large, "a CSV row is too long");
  if (field_.size() >= limits::field_value_bytes_max) {
    return LV_FAIL(too_large, "a CSV field is too long");
  }
  field_.push_back(c);
  return {};
}

Result<void> CsvReader::end_field() {
  if (row_.size() >= csv_fields_max) return LV_FAIL(too_large, "a CSV row has too many fields");
  row_.push_back(std::move(field_));
  field_.clear();
  return {};
}

std::optional<CsvRow> CsvReader::end_row() {
  CsvRow row = std::move(row_);
  row_.clear();
  row_bytes_ = 0;
  row_open_ = false;
  state_ = State::field_start;
  return row;
}

Result<bool> CsvReader::step(char c) {
  if (state_ == State::quoted) {
    if (c != '"') {
      LV_CHECK(put(c));
    } else {
      state_ = State::quote_in_quoted;
    }
    return false;
  }
  if (state_ == State::after_return && c != '\n') {
    return LV_FAIL(malformed, "a carriage return in a CSV row stands alone");
  }
  if (c == '\n' || c == '\r') {
    if (c == '\r') {
      const bool blank = !row_open_;
      if (!blank) LV_CHECK(end_field());
      state_ = State::after_return;
      return false;
    }
    if (state_ == State::after_return) return true;
    if (row_open_) LV_CHECK(end_field());
    return true;
  }
  row_open_ = true;
  if (c == ',') {
    LV_CHECK(end_field());
    state_ = State::field_start;
  } else if (c == '"') {
    if (state_ == State::bare) return LV_FAIL(malformed, "a quote inside an unquoted CSV field");
    if (state_ == State::quote_in_quoted) LV_CHECK(put('"')); // a doubled quote
    state_ = State::quoted;
  } else {
    if (state_ == State::quote_in_quoted) {
      return LV_FAIL(malformed, "text after the closing quote of a CSV field");
    }
    LV_CHECK(put(c));
    state_ = State::bare;
  }
  return false;
}

Result<std::optional<CsvRow>> CsvReader::next() {
  if (failed_) return LV_FAIL(malformed, "the CSV was already found to be malformed");
  if (!started_) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (pending_.size() < mark.size() && !finished_) return std::optional<CsvRow>();
    if (std::string_view(pending_).starts_with(mark)) at_ = mark.size();
    started_ = true;
  }
  const auto fail = [this](Error error) {
    failed_ = true;
    ++row_number_; // the row that could not be read
    return error;
  };
  while (at_ < pending_.size()) {
    const auto complete = step(pending_[at_++]);
    if (!complete) return fail(complete.error());
    if (!*complete) continue;
    auto row = end_row();
    if (row->empty()) continue; // a blank line
    ++row_number_;
    return row;
  }
  if (!finished_) return std::optional<CsvRow>();
  if (state_ == State::quoted) return fail(LV_FAIL(malformed, "a quoted CSV field is not closed"));
  if (state_ == State::after_return && row_.empty()) return std::optional<CsvRow>();
  if (!row_open_) return std::optional<CsvRow>();
  if (state_ != State::after_return) {
    if (auto ended = end_field(); !ended) return fail(ended.error());
  }
  auto row = end_row();
  ++row_number_;
  return row;
}

} // namespace lv::lead
