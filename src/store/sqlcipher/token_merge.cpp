#include "token_merge.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>
#include <set>

namespace lv::store {
namespace {

// Walks the records of a run that is merged into another, in order.
class Cursor {
public:
  Cursor(TokenPages& pages, std::uint64_t run_number, const Run& run)
      : pages_(&pages), run_number_(run_number), run_(&run), fence_(run.passed) {}

  Result<void> start(const std::optional<TokenRecord>& behind) {
    if (behind && !run_->fences.empty())
      fence_ = static_cast<std::size_t>(fence_for(run_->fences, run_->passed, *behind) -
                                        run_->fences.begin());
    LV_CHECK(load());
    while (!ended() && behind && record() <= *behind) LV_CHECK(next());
    return {};
  }

  bool ended() const { return fence_ == run_->fences.size(); }
  const TokenRecord& record() const { return records_[at_]; }
  Result<void> next() {
    if (++at_ < records_.size()) return {};
    ++fence_;
    return load();
  }

  std::uint64_t run_number() const { return run_number_; }
  std::size_t passed() const { return fence_; } // pages of the run that are behind

private:
  Result<void> load() {
    for (at_ = 0; !ended(); ++fence_) {
      LV_TRY(found, pages_->read(run_->fences[fence_].page));
      if (!found) return LV_FAIL(integrity, "a page of the token index is missing");
      records_ = std::move(*found);
      if (!records_.empty()) break;
    }
    return {};
  }

  TokenPages* pages_;
  std::uint64_t run_number_;
  const Run* run_;
  std::size_t fence_;
  TokenRecords records_;
  std::size_t at_ = 0;
};

// The greatest record the run ever took that still exists: all up to it were taken or are gone.
Result<std::optional<TokenRecord>> last_record(TokenPages& pages, const Run& run) {
  for (auto fence = run.fences.rbegin(); fence != run.fences.rend(); ++fence) {
    LV_TRY(records, pages.read(fence->page));
    if (!records) return LV_FAIL(integrity, "a page of the token index is missing");
    if (!records->empty()) return std::optional<TokenRecord>(records->back());
  }
  return std::optional<TokenRecord>();
}

// Ends at a page's end, so that all pages but a run's last are full.
Result<TokenRecords> take_smallest(std::vector<Cursor>& cursors, std::size_t wanted) {
  TokenRecords taken;
  for (;;) {
    if (taken.size() >= wanted && taken.size() % limits::token_page_records == 0) return taken;
    Cursor* smallest = nullptr;
    for (auto& cursor : cursors)
      if (!cursor.ended() && (smallest == nullptr || cursor.record() < smallest->record()))
        smallest = &cursor;
    if (smallest == nullptr) return taken;
    if (taken.empty() || taken.back() != smallest->record()) taken.push_back(smallest->record());
    LV_CHECK(smallest->next());
  }
}

Result<void> remove_passed(TokenPages& pages, std::uint64_t run_number, const Run& run) {
  for (std::size_t i = 0; i < run.passed; ++i)
    LV_CHECK(pages.remove(run_number, run.fences[i].page));
  return run.passed == run.fences.size() ? pages.remove_run(run_number) : Result<void>();
}

Result<void> begin_merge(TokenPages& pages, TenantTokens& tokens, std::uint32_t level,
                         const std::vector<std::uint64_t>& inputs) {
  const auto into = tokens.next_run++;
  Run made;
  made.level = level + 1;
  LV_CHECK(pages.put_run(into, made));
  for (const auto input : inputs) {
    auto& run = tokens.runs.at(input);
    run.merged_into = into;
    LV_CHECK(pages.put_run(input, run));
  }
  const std::lock_guard lock(tokens.mutex); // an empty run tells readers nothing
  tokens.runs.emplace(into, std::move(made));
  return {};
}

} // namespace

void apply(RunChange change, Runs& runs) {
  auto& run = runs[change.run];
  run.fences.erase(run.fences.begin(),
                   run.fences.begin() + static_cast<std::ptrdiff_t>(change.removed));
  run.passed = change.passed;
  for (auto& fence : change.added) {
    // An emptied page at the end was read as if nothing came behind it: it stands where its
    // successor does.
    for (auto last = run.fences.rbegin(); last != run.fences.rend() && last->first > fence.first;
         ++last)
      last->first = fence.first;
    run.fences.push_back(std::move(fence));
  }
  if (run.merged_into != 0 && run.fences.empty()) runs.erase(change.run);
}

Result<std::vector<Fence>> write_pages(TokenPages& pages, TenantTokens& tokens, std::uint64_t run,
                                       const TokenRecords& records) {
  std::vector<Fence> fences;
  for (std::size_t at = 0; at < records.size(); at += limits::token_page_records) {
    const auto end = std::min(records.size(), at + limits::token_page_records);
    const TokenRecords page(records.begin() + static_cast<std::ptrdiff_t>(at),
                            records.begin() + static_cast<std::ptrdiff_t>(end));
    LV_TRY(fence, pages.add(run, tokens.next_page++, page));
    fences.push_back(std::move(fence));
  }
  return fences;
}

Result<std::vector<std::uint64_t>> merges_of(TokenPages& pages, TenantTokens& tokens) {
  std::set<std::uint64_t> running;
  for (const auto& [run_number, run] : tokens.runs)
    if (run.merged_into != 0) running.insert(run.merged_into);
  std::map<std::uint32_t, std::vector<std::uint64_t>> settled; // by level
  for (const auto& [run_number, run] : tokens.runs)
    if (run.merged_into == 0 && running.count(run_number) == 0)
      settled[run.level].push_back(run_number);
  for (const auto& [level, inputs] : settled) {
    if (inputs.size() < limits::token_merge_runs) continue;
    running.insert(tokens.next_run);
    LV_CHECK(begin_merge(pages, tokens, level, inputs));
  }
  return std::vector<std::uint64_t>(running.begin(), running.end());
}

Result<std::vector<RunChange>> merge_slice(TokenPages& pages, TenantTokens& tokens,
                                           std::uint64_t into, std::size_t wanted) {
  const auto& output = tokens.runs.at(into);
  LV_TRY(behind, last_record(pages, output));
  std::vector<Cursor> cursors;
  for (const auto& [run_number, run] : tokens.runs) {
    if (run.merged_into != into) continue;
    LV_CHECK(remove_passed(pages, run_number, run));
    cursors.emplace_back(pages, run_number, run);
    LV_CHECK(cursors.back().start(behind));
  }
  LV_TRY(records, take_smallest(cursors, wanted));
  LV_TRY(added, write_pages(pages, tokens, into, records));
  std::vector<RunChange> changes;
  for (const auto& cursor : cursors) {
    const auto removed = tokens.runs.at(cursor.run_number()).passed;
    changes.push_back({cursor.run_number(), {}, removed, cursor.passed() - removed});
  }
  changes.push_back({into, std::move(added), 0, 0});
  return changes;
}

} // namespace lv::store
