#include "handle.hpp"

#include "leadvault/sql/statement.hpp"

#include <algorithm>

namespace lv::sql {

bool Columns::take(int type) {
  if (good_) good_ = sqlite3_column_type(run_.statement_, next_) == type;
  ++next_;
  return good_;
}

std::int64_t Columns::integer() {
  return take(SQLITE_INTEGER) ? sqlite3_column_int64(run_.statement_, next_ - 1) : 0;
}

std::int64_t Columns::between(std::int64_t low, std::int64_t high) {
  std::int64_t value = integer();
  if (value < low || value > high) good_ = false;
  return good_ ? value : low;
}

Bytes Columns::blob(std::size_t max_bytes) {
  if (!take(SQLITE_BLOB)) return {};
  // Pointer before length, as SQLite demands.
  const auto* data =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(run_.statement_, next_ - 1));
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(run_.statement_, next_ - 1));
  if (size > max_bytes || (size > 0 && !data)) {
    good_ = false;
    return {};
  }
  return Bytes(data, data + size);
}

void Columns::fill(std::span<std::uint8_t> out) {
  Bytes bytes = blob(out.size());
  if (bytes.size() != out.size()) {
    good_ = false;
    return;
  }
  std::copy(bytes.begin(), bytes.end(), out.begin());
}

std::string Columns::text(std::size_t max_bytes) {
  if (!take(SQLITE_TEXT)) return {};
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(run_.statement_, next_ - 1));
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(run_.statement_, next_ - 1));
  if (size > max_bytes || !data) {
    good_ = false;
    return {};
  }
  return {data, size};
}

Result<void> Columns::done() {
  if (good_ && next_ == sqlite3_column_count(run_.statement_)) return {};
  return LV_FAIL(integrity, "a row of the database is malformed");
}

} // namespace lv::sql
