#include "audit/index_rows.hpp"

namespace lv::audit {

namespace {

constexpr const char* entry_columns = "e.position, e.leaf_index, e.log, e.leaf, e.entry";

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Result<IndexedEntry> read_row(sql::Run& run) {
  sql::Columns columns(run);
  IndexedEntry out;
  out.logged.position.value = columns.natural();
  out.logged.index = columns.natural();
  out.logged.log.bytes = columns.array<16>();
  out.logged.leaf = columns.array<32>();
  const Bytes bytes = columns.blob(limits::entry_bytes_max);
  LV_CHECK(columns.done());
  LV_TRY(entry, decode_entry(bytes));
  out.entry = std::move(entry);
  out.logged.entry = out.entry.id;
  return out;
}

// Only numbers of ours stand in the text; ids and times are bound. A zero bound means "any".
std::string select_text(const IndexQuery& query) {
  std::string text = std::string("SELECT ") + entry_columns + " FROM entries e ";
  if (!query.lead.is_zero())
    text += "JOIN touches t ON t.tenant = e.tenant AND t.position = e.position AND t.lead = ?4 ";
  text += "WHERE e.tenant = ?1 AND e.position < ?2 AND e.time >= ?3 ";
  if (query.lead.is_zero()) text += "AND ?4 IS NOT NULL ";
  text += query.principal.is_zero() ? "AND ?5 IS NOT NULL " : "AND e.principal = ?5 ";
  text += query.credential.is_zero() ? "AND ?6 IS NOT NULL " : "AND e.credential = ?6 ";
  text += "AND e.time < ?7 ";
  if (query.action != 0) text += "AND e.action = " + std::to_string(query.action) + " ";
  if (query.decision != DecisionFilter::any)
    text += "AND e.decision = " + std::to_string(static_cast<int>(query.decision)) + " ";
  if (!query.kinds.empty()) {
    text += "AND e.kind IN (";
    for (const EntryKind kind : query.kinds) text += std::to_string(static_cast<int>(kind)) + ",";
    text.back() = ')';
  }
  return text + " ORDER BY e.position DESC LIMIT ?8";
}

} // namespace

Result<std::vector<IndexedEntry>> select_entries(sql::Database& database, const IndexQuery& query) {
  if (query.limit == 0 || query.limit > limits::page_size_max)
    return LV_FAIL(invalid, "a page of audit events has 1 to 200 rows");
  LV_TRY(statement, database.prepare(select_text(query)));
  const std::int64_t before =
      query.before == Position{} ? INT64_MAX : signed_of(query.before.value);
  const std::int64_t until = query.until.us == 0 ? INT64_MAX : query.until.us;
  auto run = statement.run();
  run.bind(query.tenant.bytes, before, query.from.us, query.lead.bytes, query.principal.bytes,
           query.credential.bytes, until, static_cast<std::int64_t>(query.limit));
  std::vector<IndexedEntry> out;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == sql::Step::done) return out;
    LV_TRY(row, read_row(run));
    out.push_back(std::move(row));
  }
}

Result<IndexedEntry> select_entry(sql::Database& database, TenantId tenant, EntryId id) {
  LV_TRY(statement, database.prepare(std::string("SELECT ") + entry_columns +
                                     " FROM entries e WHERE e.tenant = ?1 AND e.id = ?2"));
  auto run = statement.run();
  run.bind(tenant.bytes, id.bytes);
  LV_TRY(step, run.step());
  if (step == sql::Step::done) return LV_FAIL(not_found, "no such audit entry");
  return read_row(run);
}

Result<void> append_leaves(sql::Database& database, TenantId tenant, tlog::Tree& tree,
                           std::uint64_t size) {
  LV_TRY(statement, database.prepare("SELECT leaf FROM entries WHERE tenant = ?1 AND leaf_index >= "
                                     "?2 AND leaf_index < ?3 ORDER BY leaf_index"));
  auto run = statement.run();
  run.bind(tenant.bytes, signed_of(tree.size()), signed_of(size));
  for (;;) {
    LV_TRY(step, run.step());
    if (step == sql::Step::done) return {};
    sql::Columns columns(run);
    const Digest leaf = columns.array<32>();
    LV_CHECK(columns.done());
    tree.append(leaf);
  }
}

} // namespace lv::audit
