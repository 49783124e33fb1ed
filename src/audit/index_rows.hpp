// Rows of the derived index: IndexWriter takes frames into them, the select functions read them.
// One thread at a time per object and per Database.
#pragma once

#include "audit/frame_reader.hpp"
#include "audit/index_schema.hpp"

#include "leadvault/audit/index.hpp"
#include "leadvault/sql/statement.hpp"
#include "leadvault/tlog/merkle.hpp"

#include <map>
#include <optional>

namespace lv::audit {

class IndexWriter {
public:
  IndexWriter(sql::Database database, const IndexSource& source);

  Result<void> load();  // the place it had come to; starts over when that does not fit the log
  Result<void> clear(); // drops every row
  // Takes some thousand entries in one transaction; whether there may be more.
  Result<bool> step();
  Position position() const { return position_; }

private:
  struct TenantLog {
    LogId log;
    std::uint64_t size = 0;
  };

  Result<bool> take_frames();
  Result<void> take(const Frame& frame);
  Result<void> insert(ByteView bytes, Position position);
  Result<void> save_place();
  std::uint64_t durable_sequence() const;
  void start_over();

  // Prepared on first use and kept: parsing costs more than the row.
  Result<sql::Statement*> prepared(std::optional<sql::Statement>& slot, const char* text);

  sql::Database database_;
  std::optional<sql::Statement> entry_insert_;
  std::optional<sql::Statement> touch_insert_;
  const IndexSource& source_;
  std::unique_ptr<FrameReader> reader_;
  std::map<TenantId, TenantLog> logs_;
  Position position_;
  bool started_over_ = false;
};

Result<std::vector<IndexedEntry>> select_entries(sql::Database& database, const IndexQuery& query);
Result<IndexedEntry> select_entry(sql::Database& database, TenantId tenant, EntryId id);
Result<void> append_leaves(sql::Database& database, TenantId tenant, tlog::Tree& tree,
                           std::uint64_t size);

} // namespace lv::audit
