// Statement: prepared once, run many times. Run: one execution; resets the statement when it ends,
// so that no snapshot outlives it. Columns: typed, bounded reading of one row.
// Same thread rule as the Database, which must outlive all three. Never converts types.
#pragma once

#include "leadvault/sql/database.hpp"

namespace lv::sql {

enum class Step { row, done };

// Values are bound by reference: they must live until the Run ends.
class Run {
public:
  Run(Handle* handle, sqlite3_stmt* statement) : handle_(handle), statement_(statement) {}
  Run(Run&& other) noexcept;
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run();

  // Binds the next parameters in order; the first failure is reported by `step`.
  template <class... Values>
  Run& bind(const Values&... values) {
    (bind_one(values), ...);
    return *this;
  }

  Result<Step> step();
  Result<void> finish(); // for statements that give no rows

private:
  friend class Columns;
  void bind_one(std::int64_t value);
  void bind_one(ByteView value);
  void bind_one(const Bytes& value) { bind_one(ByteView(value)); }
  template <std::size_t N>
  void bind_one(const ByteArray<N>& value) {
    bind_one(ByteView(value));
  }
  void bind_one(const std::string& value);

  Handle* handle_;
  sqlite3_stmt* statement_;
  int next_ = 1;
  int failed_ = 0;
};

class Statement {
public:
  Statement(Handle* handle, sqlite3_stmt* statement) : handle_(handle), statement_(statement) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  Run run() { return {handle_, statement_}; }

private:
  Handle* handle_;
  sqlite3_stmt* statement_;
};

// Reads the columns of the current row from left to right. A wrong type, a length out of bounds or
// a number out of range makes every later answer empty and `done` fail with integrity.
class Columns {
public:
  explicit Columns(Run& run) : run_(run) {}

  std::int64_t integer();
  std::uint64_t natural() { return static_cast<std::uint64_t>(integer()); } // all 64 bits
  std::int64_t between(std::int64_t low, std::int64_t high);
  Bytes blob(std::size_t max_bytes);
  std::string text(std::size_t max_bytes);
  template <std::size_t N>
  ByteArray<N> array() {
    ByteArray<N> out{};
    fill(out);
    return out;
  }
  Result<void> done(); // also fails when columns are left over

private:
  void fill(std::span<std::uint8_t> out);
  bool take(int type);

  Run& run_;
  int next_ = 0;
  bool good_ = true;
};

} // namespace lv::sql
