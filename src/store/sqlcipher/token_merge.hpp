// Merging: several runs of one level become one run of the next, a slice at a time. A slice is part
// of one transaction: it takes the records that follow the last one written, so that a restart
// needs to know nothing else. A page that was taken whole is removed one slice later, when no
// look-up begins there any more; until then its records stand in both runs, which harms nobody.
#pragma once

#include "tenant_tokens.hpp"

namespace lv::store {

// How memory changes once the transaction is committed.
struct RunChange {
  std::uint64_t run = 0;
  std::vector<Fence> added; // at the end
  std::size_t removed = 0;  // pages at the front
  std::size_t passed = 0;   // of those that are left
};

void apply(RunChange change, Runs& runs);

// Writes ascending records as pages behind the run's others.
Result<std::vector<Fence>> write_pages(TokenPages& pages, TenantTokens& tokens, std::uint64_t run,
                                       const TokenRecords& records);

// Runs that others are being merged into. Begins a merge at each level that has enough runs.
Result<std::vector<std::uint64_t>> merges_of(TokenPages& pages, TenantTokens& tokens);

// About `wanted` records of one merge. Memory stays as it is.
Result<std::vector<RunChange>> merge_slice(TokenPages& pages, TenantTokens& tokens,
                                           std::uint64_t into, std::size_t wanted);

} // namespace lv::store
