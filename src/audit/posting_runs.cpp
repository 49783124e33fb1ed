#include "audit/posting_runs.hpp"

#include "audit/index_transaction.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t merge_runs = 8;
constexpr std::size_t block_postings = 480; // with its row, just less than a page of 4 KiB
constexpr std::size_t block_bytes_max = block_postings * sizeof(Posting);
constexpr int blocks_at_once = 256;

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

} // namespace

Result<std::vector<PostingRun>> read_runs(sql::Connection& database) {
  LV_TRY(statement, database.statement(IndexText::select_runs));
  auto run = statement->run();
  std::vector<PostingRun> out;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == sql::Step::done) return out;
    sql::Columns columns(run);
    PostingRun found;
    found.number = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
    found.tier = static_cast<std::uint32_t>(columns.between(0, UINT32_MAX));
    found.first_granule = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
    found.last_granule = static_cast<std::uint32_t>(columns.between(1, UINT32_MAX));
    LV_CHECK(columns.done());
    out.push_back(found);
  }
}

Result<void> PostingRuns::load() {
  merge_.reset();
  LV_TRY(orphans, database_.statement(IndexText::delete_orphan_blocks));
  LV_CHECK(orphans->run().finish());
  LV_TRY(runs, read_runs(database_));
  runs_ = std::move(runs);
  next_number_ = 1;
  for (const PostingRun& run : runs_) next_number_ = std::max(next_number_, run.number + 1);
  return {};
}

Result<void> PostingRuns::write_block(std::uint32_t run, std::span<const Posting> block) {
  LV_TRY(insert, database_.statement(IndexText::insert_block));
  const Bytes bytes = encode_postings(block);
  return insert->run().bind(std::int64_t{run}, signed_of(block.front()), bytes).finish();
}

namespace {
Result<void> insert_run(sql::Connection& database, const PostingRun& run) {
  LV_TRY(insert, database.statement(IndexText::insert_run));
  return insert->run()
      .bind(std::int64_t{run.number}, std::int64_t{run.tier}, std::int64_t{run.first_granule},
            std::int64_t{run.last_granule})
      .finish();
}
} // namespace

Result<void> PostingRuns::add(std::span<const Posting> postings, std::uint32_t first_granule,
                              std::uint32_t last_granule) {
  const PostingRun run{next_number_++, 0, first_granule, last_granule};
  for (std::size_t at = 0; at < postings.size(); at += block_postings)
    LV_CHECK(write_block(run.number,
                         postings.subspan(at, std::min(block_postings, postings.size() - at))));
  LV_CHECK(insert_run(database_, run));
  runs_.insert(runs_.begin(), run);
  return {};
}

// The oldest runs of the highest tier that has eight. Tiers rise with age, so they are neighbours,
// and what they become stands in their place.
void PostingRuns::begin_merge() {
  for (std::size_t end = runs_.size(), begin = end; end > 0; end = begin) {
    const std::uint32_t tier = runs_[end - 1].tier;
    while (begin > 0 && runs_[begin - 1].tier == tier) --begin;
    if (end - begin < merge_runs) continue;
    Merge merge;
    for (std::size_t i = end; i-- > end - merge_runs;)
      merge.parts.push_back({runs_[i].number, {}, 0, false});
    merge.whole = {next_number_++, tier + 1, runs_[end - 1].first_granule,
                   runs_[end - merge_runs].last_granule};
    merge_ = std::move(merge);
    return;
  }
}

Result<bool> PostingRuns::merge_some() {
  if (!merge_) begin_merge();
  if (!merge_) return false;
  IndexTransaction transaction(database_.database());
  LV_CHECK(transaction.begin_writing());
  LV_TRY(ended, advance());
  LV_CHECK(transaction.commit());
  if (!ended) return true;
  // Only now, so that a failed commit leaves the picture of what is on disk.
  const auto first = std::find_if(runs_.begin(), runs_.end(), [this](const PostingRun& run) {
    return run.last_granule <= merge_->whole.last_granule;
  });
  *first = merge_->whole;
  runs_.erase(first + 1, first + merge_runs);
  merge_.reset();
  return true; // perhaps the next tier's
}

Result<void> PostingRuns::fill(Part& part) {
  LV_TRY(next, database_.statement(IndexText::block_after));
  auto run = next->run();
  const std::int64_t behind = part.block.empty() ? -1 : signed_of(part.block.front());
  run.bind(std::int64_t{part.run}, behind);
  LV_TRY(step, run.step());
  part.at = 0;
  part.block.clear();
  part.ended = step == sql::Step::done;
  if (part.ended) return {};
  sql::Columns columns(run);
  const Bytes bytes = columns.blob(block_bytes_max);
  LV_CHECK(columns.done());
  LV_TRY(block, decode_postings(bytes));
  part.block = std::move(block);
  return {};
}

// The part whose next posting is the smallest; null at the end of all.
Result<PostingRuns::Part*> PostingRuns::smallest() {
  Part* out = nullptr;
  for (Part& part : merge_->parts) {
    if (part.at == part.block.size() && !part.ended) LV_CHECK(fill(part));
    if (part.ended) continue;
    if (out == nullptr || part.block[part.at] < out->block[out->at]) out = &part;
  }
  return out;
}

Result<bool> PostingRuns::advance() {
  std::vector<Posting> block;
  block.reserve(block_postings);
  for (int written = 0; written < blocks_at_once; ++written) {
    block.clear();
    while (block.size() < block_postings) {
      LV_TRY(part, smallest());
      if (part == nullptr) break;
      block.push_back(part->block[part->at++]);
    }
    if (!block.empty()) LV_CHECK(write_block(merge_->whole.number, block));
    if (block.size() == block_postings) continue;
    LV_CHECK(end_merge());
    return true;
  }
  return false;
}

Result<void> PostingRuns::end_merge() {
  for (const Part& part : merge_->parts) {
    LV_TRY(blocks, database_.statement(IndexText::delete_blocks));
    LV_CHECK(blocks->run().bind(std::int64_t{part.run}).finish());
    LV_TRY(row, database_.statement(IndexText::delete_run));
    LV_CHECK(row->run().bind(std::int64_t{part.run}).finish());
  }
  return insert_run(database_, merge_->whole);
}

Result<std::uint32_t> PostingTrail::newest_until(sql::Connection& database, std::uint32_t bound) {
  while (!tail_.empty() && tail_.back() > bound) tail_.pop_back();
  if (!tail_.empty()) return tail_.back();
  for (; run_ < runs_.size(); ++run_) {
    if (runs_[run_].first_granule > bound) continue;
    LV_TRY(found, newest_in_run(database, runs_[run_].number, bound));
    if (found != 0) return found;
  }
  return 0U;
}

// The greatest posting up to the wanted one is the key's, or the key has none there.
Result<std::uint32_t> PostingTrail::newest_in_run(sql::Connection& database, std::uint32_t run,
                                                  std::uint32_t bound) {
  const Posting wanted = posting_of(key_, bound);
  if (block_run_ != run_ || wanted < block_.front()) {
    LV_TRY(lookup, database.statement(IndexText::block_from));
    auto found = lookup->run();
    found.bind(std::int64_t{run}, signed_of(wanted));
    LV_TRY(step, found.step());
    if (step == sql::Step::done) return 0U;
    sql::Columns columns(found);
    const Bytes bytes = columns.blob(block_bytes_max);
    LV_CHECK(columns.done());
    LV_TRY(block, decode_postings(bytes));
    block_ = std::move(block);
    block_run_ = run_;
  }
  const auto behind = std::upper_bound(block_.begin(), block_.end(), wanted);
  if (behind == block_.begin() || key_of(*(behind - 1)) != key_) return 0U;
  return granule_of(*(behind - 1));
}

} // namespace lv::audit
