// IndexTransaction: a transaction of the derived index, rolled back when its scope ends before
// `commit`, by an error or by an exception: left open, it would refuse every BEGIN behind it.
// One thread. Lies outside the runs of its statements, so that they end first.
#pragma once

#include "leadvault/sql/database.hpp"

namespace lv::audit {

class IndexTransaction {
public:
  explicit IndexTransaction(sql::Database& database) : database_(database) {}
  IndexTransaction(const IndexTransaction&) = delete;
  IndexTransaction& operator=(const IndexTransaction&) = delete;
  ~IndexTransaction() {
    if (database_.in_transaction()) (void)database_.execute("ROLLBACK");
  }

  Result<void> begin_reading() { return database_.execute("BEGIN"); }
  Result<void> begin_writing() { return database_.execute("BEGIN IMMEDIATE"); }
  Result<void> commit() { return database_.execute("COMMIT"); }

private:
  sql::Database& database_;
};

} // namespace lv::audit
