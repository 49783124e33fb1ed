// TokenIndex: finds leads by blind token (docs/decisions/0007-token-index.md). Owned by the store.
// `find` on any thread, with the connection of that thread; everything else on the writer's thread,
// inside its transaction. Answers hold what is committed, and for the writer what it has written.
#pragma once

#include "token_merge.hpp"

#include <atomic>
#include <memory>
#include <unordered_map>

namespace lv::store {

class TokenIndex {
public:
  explicit TokenIndex(std::size_t delta_changes) : delta_changes_(delta_changes) {}

  // Ascending ids, as many as asked for.
  Result<std::vector<LeadId>> find(sql::Connection& db, TenantId tenant, std::uint16_t index,
                                   ByteView token, std::size_t limit);

  // The lead's row must hold the tokens too: it confirms each hit.
  Result<void> add(sql::Connection& db, TenantId tenant, LeadId lead,
                   const std::vector<IndexToken>& tokens);
  Result<void> remove(sql::Connection& db, TenantId tenant, LeadId lead,
                      const std::vector<IndexToken>& tokens);
  Result<std::uint64_t> next_change(sql::Connection& db, TenantId tenant);

  void begin_job() { job_at_ = steps_.size(); }
  void undo_job(); // its SAVEPOINT was rolled back
  // Writes deltas that have grown large and moves merges on by as much as was added.
  Result<void> before_commit(sql::Connection& db);
  void after_commit();

private:
  enum class Did { changed, added, found, removed }; // found: the delta had the record before

  struct Step {
    TenantTokens* tokens;
    Did did;
    TokenRecord record;
  };
  struct Change {
    TenantTokens* tokens;
    RunChange run;
  };

  Result<TenantTokens*> of(sql::Connection& db, TenantId tenant);
  void count(TenantTokens& tokens); // after its delta changed, under its lock
  std::vector<TenantTokens*> large_deltas();
  Result<void> write_delta(sql::Connection& db, TenantTokens& tokens);
  Result<void> move_merges_on(sql::Connection& db);
  void settle_removals(TenantTokens& tokens);
  void settle(TenantTokens& tokens);
  Result<std::size_t> merge_some(sql::Connection& db, TenantTokens& tokens);

  const std::size_t delta_changes_; // of a tenant, then its delta is written
  std::mutex mutex_;                // of the map alone
  std::unordered_map<TenantId, std::unique_ptr<TenantTokens>, IdHash> tenants_;
  std::atomic<std::size_t> delta_records_ = 0; // of all tenants

  // The writer's thread only.
  std::vector<Step> steps_; // of the group, in order
  std::size_t job_at_ = 0;
  std::vector<Change> changes_;        // of runs, once committed
  std::vector<TenantTokens*> written_; // their deltas stand in pages, once committed
  std::deque<TenantTokens*> merging_;
  std::size_t owed_ = 0; // records by which every merge lags behind
};

} // namespace lv::store
