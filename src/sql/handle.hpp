// Handle: the connection itself, what it saw, and how result codes become errors.
#pragma once

#include "leadvault/sql/database.hpp"

#include <sqlite3.h>

namespace lv::sql {

enum class Stage { opening, serving };

struct Handle {
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { sqlite3_close_v2(db); }

  // Turns a result code into an Error and remembers what makes the connection unusable. While
  // serving, "corrupt", "not a database" and "out of memory" all mean a page failed its HMAC:
  // SQLCipher reports a damaged overflow page as any of the three.
  Error failure(int code);

  sqlite3* db = nullptr;
  Stage stage = Stage::opening;
  bool unusable = false;
  std::size_t wal_pages = 0;
  OnIntegrity on_integrity;
};

} // namespace lv::sql
