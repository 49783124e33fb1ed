// What a database file says about itself before any key is tried.
#pragma once

#include "leadvault/sql/database.hpp"

namespace lv::sql {

// not_found, conflict, not_ours or io; ok when the file may be an encrypted database. For
// must_be_new it makes the empty file, readable by its owner only.
Result<void> check_file(const std::string& path, Presence presence);

// The error for a file whose first page does not open: SQLCipher 3, or a wrong key.
Error explain_unreadable(const std::string& path, const Secret& key);

// Gives the raw key to a fresh connection. The text of the key lives on the stack and is wiped.
int set_raw_key(struct sqlite3* db, const Secret& key);

} // namespace lv::sql
