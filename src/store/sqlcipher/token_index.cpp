#include "token_index.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <set>

namespace lv::store {
namespace {

constexpr std::size_t merge_levels_max = 8; // of which each costs as much as was added
constexpr std::size_t deltas_at_once = 64;
constexpr int look_up_attempts_max = 100; // each loses a race against a commit

struct Candidates {
  std::vector<LeadId> leads; // ascending
  bool complete = true;      // false: there are more than were asked for
};

// Nothing when a page is gone, because a merge took its records meanwhile.
Result<std::optional<Candidates>> read_sources(sql::Connection& db, TenantId tenant,
                                               const TokenRecord& sought, TokenSources sources,
                                               std::size_t limit) {
  Candidates found;
  found.leads = std::move(sources.leads);
  TokenPages pages(db, tenant);
  for (const auto& run : sources.pages) {
    std::size_t of_run = 0;
    for (const auto page : run) {
      if (of_run >= limit) {
        found.complete = false;
        break;
      }
      LV_TRY(records, pages.read(page));
      if (!records) return std::optional<Candidates>();
      for (auto at = std::lower_bound(records->begin(), records->end(), sought);
           at != records->end() && at->same_token(sought); ++at, ++of_run)
        found.leads.push_back(at->lead());
    }
  }
  std::sort(found.leads.begin(), found.leads.end());
  found.leads.erase(std::unique(found.leads.begin(), found.leads.end()), found.leads.end());
  return std::optional<Candidates>(std::move(found));
}

Result<Candidates> candidates_of(sql::Connection& db, TenantTokens& tokens,
                                 const TokenRecord& sought, std::size_t limit) {
  for (int attempt = 0; attempt < look_up_attempts_max; ++attempt) {
    LV_TRY(found, read_sources(db, tokens.tenant, sought, sources_of(tokens, sought), limit));
    if (found) return std::move(*found);
  }
  return LV_FAIL(integrity, "a page of the token index is missing");
}

Result<bool> row_has(sql::Connection& db, TenantId tenant, LeadId lead, std::uint16_t index,
                     ByteView token) {
  LV_TRY(tokens, read_tokens(db, tenant, lead));
  return std::any_of(tokens.begin(), tokens.end(), [&](const IndexToken& one) {
    return one.index == index &&
           std::equal(one.token.begin(), one.token.end(), token.begin(), token.end());
  });
}

} // namespace

Result<TenantTokens*> TokenIndex::of(sql::Connection& db, TenantId tenant) {
  TenantTokens* tokens = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = tenants_[tenant];
    if (!slot) slot = std::make_unique<TenantTokens>(tenant);
    tokens = slot.get();
  }
  const std::lock_guard lock(tokens->mutex);
  LV_CHECK(tokens->load(db));
  count(*tokens);
  return tokens;
}

void TokenIndex::count(TenantTokens& tokens) {
  delta_records_ += tokens.delta.size() - tokens.counted; // modulo the word: it may be less
  tokens.counted = tokens.delta.size();
}

Result<std::vector<LeadId>> TokenIndex::find(sql::Connection& db, TenantId tenant,
                                             std::uint16_t index, ByteView token,
                                             std::size_t limit) {
  LV_TRY(tokens, of(db, tenant));
  const auto sought = TokenRecord::of(index, token, LeadId{});
  for (std::size_t wanted = limit;; wanted *= 4) {
    LV_TRY(candidates, candidates_of(db, *tokens, sought, wanted));
    std::vector<LeadId> leads;
    for (const auto& lead : candidates.leads) {
      if (leads.size() == limit) break;
      LV_TRY(confirmed, row_has(db, tenant, lead, index, token));
      if (confirmed) leads.push_back(lead);
    }
    if (leads.size() == limit || candidates.complete) return leads;
  }
}

Result<void> TokenIndex::add(sql::Connection& db, TenantId tenant, LeadId lead,
                             const std::vector<IndexToken>& added) {
  LV_TRY(tokens, of(db, tenant));
  const std::lock_guard lock(tokens->mutex);
  for (const auto& token : added) {
    const auto record = TokenRecord::of(token.index, token.token, lead);
    // Seen by readers at once, and refused by the row until it is committed.
    const bool fresh = tokens->delta.insert(record);
    steps_.push_back({tokens, fresh ? Did::added : Did::found, record});
  }
  count(*tokens);
  return {};
}

Result<void> TokenIndex::remove(sql::Connection& db, TenantId tenant, LeadId lead,
                                const std::vector<IndexToken>& removed) {
  LV_TRY(tokens, of(db, tenant));
  TokenPages pages(db, tenant);
  for (const auto& token : removed) {
    const auto record = TokenRecord::of(token.index, token.token, lead);
    // Out of the pages now, out of memory when it is committed.
    for (const auto& [run_number, run] : tokens->runs) {
      const auto fence = fence_for(run.fences, 0, record);
      if (fence != run.fences.end() && fence->filter.may_have(record))
        LV_CHECK(pages.remove_record(run_number, fence->page, record));
    }
    steps_.push_back({tokens, Did::removed, record});
  }
  return {};
}

Result<std::uint64_t> TokenIndex::next_change(sql::Connection& db, TenantId tenant) {
  LV_TRY(tokens, of(db, tenant));
  steps_.push_back({tokens, Did::changed, {}});
  return ++tokens->newest_change;
}

void TokenIndex::undo_job() {
  for (; steps_.size() > job_at_; steps_.pop_back()) {
    const auto& step = steps_.back();
    if (step.did == Did::changed) --step.tokens->newest_change;
    if (step.did != Did::added) continue;
    const std::lock_guard lock(step.tokens->mutex);
    step.tokens->delta.erase(step.record);
    count(*step.tokens);
  }
}

Result<void> TokenIndex::before_commit(sql::Connection& db) {
  for (auto* tokens : large_deltas()) LV_CHECK(write_delta(db, *tokens));
  return move_merges_on(db);
}

// Those that would make the next start slow; and when all together hold much, the largest.
std::vector<TenantTokens*> TokenIndex::large_deltas() {
  std::set<TenantTokens*> large;
  for (const auto& step : steps_)
    if (step.did == Did::changed &&
        step.tokens->newest_change - step.tokens->indexed >= delta_changes_)
      large.insert(step.tokens);
  if (delta_records_ > limits::token_delta_records_max) {
    const std::lock_guard lock(mutex_);
    std::vector<TenantTokens*> all;
    for (const auto& [tenant, tokens] : tenants_)
      if (tokens->counted > 0) all.push_back(tokens.get()); // then it is loaded too
    const auto some = std::min(all.size(), deltas_at_once);
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(some), all.end(),
                      [](const auto* a, const auto* b) { return a->counted > b->counted; });
    large.insert(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(some));
  }
  return std::vector<TenantTokens*>(large.begin(), large.end());
}

Result<void> TokenIndex::write_delta(sql::Connection& db, TenantTokens& tokens) {
  auto records = tokens.delta; // without what this group removed
  for (const auto& step : steps_) {
    if (step.tokens != &tokens) continue;
    if (step.did == Did::removed) records.erase(step.record);
    if (step.did == Did::added || step.did == Did::found) records.insert(step.record);
  }
  TokenPages pages(db, tokens.tenant);
  if (records.size() > 0) {
    const auto run_number = tokens.next_run++;
    LV_CHECK(pages.put_run(run_number, Run{}));
    LV_TRY(fences, write_pages(pages, tokens, run_number, records.sorted()));
    changes_.push_back({&tokens, {run_number, std::move(fences), 0, 0}});
  }
  LV_CHECK(pages.put_indexed(tokens.newest_change));
  written_.push_back(&tokens);
  return {};
}

// Each record passes through every level once, so that all merges together are as fast as writing
// when each moves on by what was written.
Result<void> TokenIndex::move_merges_on(sql::Connection& db) {
  for (const auto& step : steps_)
    if (step.did == Did::added) ++owed_;
  if (owed_ < delta_changes_ / 2) return {}; // smaller slices leave more pages that are not full
  std::size_t work = merge_levels_max * owed_;
  for (std::size_t left = merging_.size(); left > 0 && work > 0; --left) {
    auto* tokens = merging_.front();
    merging_.pop_front();
    LV_TRY(done, merge_some(db, *tokens));
    if (done > 0) merging_.push_back(tokens);
    work -= std::min(work, done);
  }
  owed_ = 0;
  return {};
}

Result<std::size_t> TokenIndex::merge_some(sql::Connection& db, TenantTokens& tokens) {
  TokenPages pages(db, tokens.tenant);
  std::size_t done = 0;
  LV_TRY(merges, merges_of(pages, tokens));
  for (const auto into : merges) {
    LV_TRY(changes, merge_slice(pages, tokens, into, owed_));
    for (auto& change : changes) changes_.push_back({&tokens, std::move(change)});
    done += owed_;
  }
  return done;
}

// In order, because what was removed may have been added again.
void TokenIndex::settle_removals(TenantTokens& tokens) {
  const auto first = std::find_if(steps_.begin(), steps_.end(), [&tokens](const Step& step) {
    return step.tokens == &tokens && step.did == Did::removed;
  });
  for (auto step = first; step != steps_.end(); ++step) {
    if (step->tokens != &tokens || step->did == Did::changed) continue;
    if (step->did == Did::removed) {
      tokens.delta.erase(step->record);
    } else {
      tokens.delta.insert(step->record);
    }
  }
}

// A tenant's memory changes under one lock, since a look-up in between would miss a record that one
// change takes away and the next one brings.
void TokenIndex::settle(TenantTokens& tokens) {
  const std::lock_guard lock(tokens.mutex);
  settle_removals(tokens);
  for (auto& change : changes_)
    if (change.tokens == &tokens) apply(std::move(change.run), tokens.runs);
  if (std::find(written_.begin(), written_.end(), &tokens) != written_.end()) {
    tokens.delta.clear();
    tokens.indexed = tokens.newest_change;
  }
  count(tokens);
}

void TokenIndex::after_commit() {
  std::set<TenantTokens*> touched(written_.begin(), written_.end());
  for (const auto& change : changes_) touched.insert(change.tokens);
  for (const auto& step : steps_)
    if (step.did == Did::removed) touched.insert(step.tokens);
  for (auto* tokens : touched) settle(*tokens);
  for (auto* tokens : written_)
    if (std::find(merging_.begin(), merging_.end(), tokens) == merging_.end())
      merging_.push_back(tokens);
  steps_.clear();
  job_at_ = 0;
  changes_.clear();
  written_.clear();
}

} // namespace lv::store
