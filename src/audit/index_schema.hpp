// The derived index's tables and statements (docs/decisions/0008-audit-index.md). A database of
// another form is dropped and made again.
#pragma once

#include <cstdint>

namespace lv::audit {

inline constexpr std::uint32_t index_application_id = 0x4c564932; // "LVI2"

inline constexpr const char* index_steps[] = {
    // Stretches of the log: where each begins, and how many leaves its tenants had before it.
    "CREATE TABLE granules(number INTEGER PRIMARY KEY, position INTEGER NOT NULL, time INTEGER NOT "
    "NULL, entries INTEGER NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL, tenants "
    "BLOB "
    "NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX granules_position ON granules(position);"
    "CREATE UNIQUE INDEX granules_time ON granules(time);"
    // Sorted postings, cut into blocks; a run covers the granules from first to last.
    "CREATE TABLE runs(number INTEGER PRIMARY KEY, tier INTEGER NOT NULL, first INTEGER NOT NULL, "
    "last INTEGER NOT NULL) STRICT;"
    "CREATE TABLE postings(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, first INTEGER NOT NULL, "
    "block BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX postings_first ON postings(run, first);"
    // Roots of complete subtrees at every eighth level of each Merkle tree, from the leaves up.
    "CREATE TABLE hashes(tenant BLOB NOT NULL, level INTEGER NOT NULL, first INTEGER NOT NULL, "
    "hashes BLOB NOT NULL, PRIMARY KEY(tenant, level, first)) STRICT;"
    "CREATE TABLE logs(tenant BLOB PRIMARY KEY NOT NULL, log BLOB NOT NULL, size INTEGER NOT NULL, "
    "nodes BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE place(one INTEGER PRIMARY KEY CHECK(one = 1), salt INTEGER NOT NULL, segment "
    "INTEGER NOT NULL, offset INTEGER NOT NULL, next_sequence INTEGER NOT NULL, position INTEGER "
    "NOT "
    "NULL) STRICT;"};

inline constexpr const char* index_clear[] = {"DELETE FROM granules", "DELETE FROM runs",
                                              "DELETE FROM postings", "DELETE FROM hashes",
                                              "DELETE FROM logs",     "DELETE FROM place"};

enum class IndexText : std::uint8_t {
  insert_granule,
  select_granule,
  granule_before_position,
  granule_before_time,
  newest_granule,
  insert_run,
  delete_run,
  select_runs,
  insert_block,
  delete_blocks,
  delete_orphan_blocks,
  block_from,
  block_after,
  insert_hashes,
  select_hashes,
  replace_log,
  select_logs,
  replace_place,
  select_place,
};

// In the order of IndexText.
inline constexpr const char* index_texts[] = {
    "INSERT INTO granules(number, position, time, entries, segment, offset, tenants) "
    "VALUES(?,?,?,?,?,?,?)",
    "SELECT position, time, entries, segment, offset, tenants FROM granules WHERE "
    "number = ?",
    "SELECT number FROM granules WHERE position < ? ORDER BY position DESC LIMIT 1",
    "SELECT number FROM granules WHERE time < ? ORDER BY time DESC LIMIT 1",
    "SELECT coalesce(max(number), 0) FROM granules",
    "INSERT INTO runs(number, tier, first, last) VALUES(?,?,?,?)",
    "DELETE FROM runs WHERE number = ?",
    "SELECT number, tier, first, last FROM runs ORDER BY first DESC",
    "INSERT INTO postings(run, first, block) VALUES(?,?,?)", "DELETE FROM postings WHERE run = ?",
    // From run to run by the index, instead of through all blocks.
    "WITH RECURSIVE held(run) AS (SELECT min(run) FROM postings UNION ALL SELECT (SELECT min(run) "
    "FROM postings p WHERE p.run > held.run) FROM held WHERE run IS NOT NULL) DELETE FROM postings "
    "WHERE run IN (SELECT run FROM held WHERE run NOT IN (SELECT number FROM runs))",
    "SELECT block FROM postings WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1",
    "SELECT block FROM postings WHERE run = ? AND first > ? ORDER BY first LIMIT 1",
    "INSERT INTO hashes(tenant, level, first, hashes) VALUES(?,?,?,?)",
    "SELECT first, hashes FROM hashes WHERE tenant = ?1 AND level = ?2 AND first >= ?3 AND first < "
    "?4 ORDER BY first",
    "INSERT OR REPLACE INTO logs(tenant, log, size, nodes) VALUES(?,?,?,?)",
    "SELECT tenant, log, size, nodes FROM logs",
    "INSERT OR REPLACE INTO place(one, salt, segment, offset, next_sequence, position) "
    "VALUES(1,?,?,?,?,?)",
    "SELECT salt, segment, offset, next_sequence, position FROM place"};

} // namespace lv::audit
