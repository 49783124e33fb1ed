// TenantTokens: what memory holds of one tenant's token index. The writer's thread alone changes
// it, under the lock; readers look under the lock and read pages after it. Nothing here is the only
// copy: it comes back from the lead rows and the fences.
#pragma once

#include "token_delta.hpp"
#include "token_pages.hpp"

#include <atomic>
#include <mutex>

namespace lv::store {

struct TenantTokens {
  explicit TenantTokens(TenantId id) : tenant(id) {}

  const TenantId tenant;
  std::mutex mutex;
  bool loaded = false;
  std::uint64_t newest_change = 0;      // given to a lead of this tenant
  std::uint64_t indexed = 0;            // newest change whose tokens stand in pages
  TokenDelta delta;                     // tokens of later changes, and perhaps some of earlier ones
  std::atomic<std::size_t> counted = 0; // records of the delta, as the index counts them for all
  Runs runs;
  std::uint64_t next_run = 1;
  std::uint64_t next_page = 1;

  // Once, under the lock. A delta is as large as `limits` let it grow before it was written.
  Result<void> load(sql::Connection& db);
};

// Where a token may stand, as of one moment.
struct TokenSources {
  std::vector<LeadId> leads;                     // of the delta
  std::vector<std::vector<std::uint64_t>> pages; // of each run that may have it, ascending
};

TokenSources sources_of(TenantTokens& tokens, const TokenRecord& sought);

// The first fence whose page can hold this record, or one of the same token behind it.
std::deque<Fence>::const_iterator fence_for(const std::deque<Fence>& fences, std::size_t from,
                                            const TokenRecord& record);

} // namespace lv::store
