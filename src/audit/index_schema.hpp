// The derived index's tables. Version 1; another version is dropped and rebuilt.
#pragma once

#include <cstdint>

namespace lv::audit {

inline constexpr std::uint32_t index_application_id = 0x4c564149; // "LVAI"

inline constexpr const char* index_steps[] = {
    "CREATE TABLE entries(position INTEGER PRIMARY KEY, tenant BLOB NOT NULL, leaf_index INTEGER "
    "NOT NULL, id BLOB NOT NULL, time INTEGER NOT NULL, kind INTEGER NOT NULL, principal BLOB NOT "
    "NULL, credential BLOB NOT NULL, purpose INTEGER NOT NULL, action INTEGER NOT NULL, decision "
    "INTEGER NOT NULL, log BLOB NOT NULL, leaf BLOB NOT NULL, entry BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX entries_leaf ON entries(tenant, leaf_index);"
    "CREATE UNIQUE INDEX entries_id ON entries(tenant, id);"
    "CREATE INDEX entries_position ON entries(tenant, position);"
    "CREATE INDEX entries_principal ON entries(tenant, principal, position);"
    "CREATE INDEX entries_credential ON entries(tenant, credential, position);"
    "CREATE TABLE touches(tenant BLOB NOT NULL, lead BLOB NOT NULL, position INTEGER NOT NULL, "
    "PRIMARY KEY(tenant, lead, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE logs(tenant BLOB PRIMARY KEY NOT NULL, log BLOB NOT NULL, size INTEGER NOT NULL) "
    "STRICT, WITHOUT ROWID;"
    "CREATE TABLE place(one INTEGER PRIMARY KEY CHECK(one = 1), segment INTEGER NOT NULL, offset "
    "INTEGER NOT NULL, previous BLOB NOT NULL, next_sequence INTEGER NOT NULL, position INTEGER "
    "NOT NULL) STRICT;"};

inline constexpr const char* index_clear[] = {"DELETE FROM entries", "DELETE FROM touches",
                                              "DELETE FROM logs", "DELETE FROM place"};

} // namespace lv::audit
