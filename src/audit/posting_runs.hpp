// Posting runs: sorted postings on disk, each run of a stretch of granules. PostingRuns adds runs
// and merges eight into one, a little at a time; PostingTrail looks a key up in all of them, newest
// first. One thread at a time per object and Connection.
#pragma once

#include "audit/index_schema.hpp"
#include "audit/posting.hpp"

#include "leadvault/sql/connection.hpp"

namespace lv::audit {

struct PostingRun {
  std::uint32_t number = 0;
  std::uint32_t tier = 0; // 0: of one flush; a merge is one higher than its parts
  std::uint32_t first_granule = 0;
  std::uint32_t last_granule = 0;
};

// Newest first.
Result<std::vector<PostingRun>> read_runs(sql::Connection& database);

class PostingRuns {
public:
  explicit PostingRuns(sql::Connection& database) : database_(database) {}

  // Reads what there is and drops the blocks of a merge that did not come to its end.
  Result<void> load();
  // In the caller's transaction. Sorted; of granules behind all others'.
  Result<void> add(std::span<const Posting> postings, std::uint32_t first_granule,
                   std::uint32_t last_granule);
  // In a transaction of its own: some hundred blocks of a merge, if one is due. Whether more is.
  Result<bool> merge_some();

private:
  struct Part {
    std::uint32_t run = 0;
    std::vector<Posting> block; // the one read last
    std::size_t at = 0;
    bool ended = false;
  };
  // Its blocks belong to no run until it is complete.
  struct Merge {
    PostingRun whole;
    std::vector<Part> parts; // oldest first
  };

  void begin_merge();
  Result<bool> advance(); // whether the merge came to its end
  Result<void> end_merge();
  Result<Part*> smallest();
  Result<void> fill(Part& part);
  Result<void> write_block(std::uint32_t run, std::span<const Posting> block);

  sql::Connection& database_;
  std::vector<PostingRun> runs_; // newest first
  std::uint32_t next_number_ = 1;
  std::optional<Merge> merge_;
};

class PostingTrail {
public:
  // `tail`: granules of the key that stand in no run yet, ascending. `runs` outlives the trail.
  PostingTrail(PostingKey key, std::vector<std::uint32_t> tail, const std::vector<PostingRun>& runs)
      : key_(key), tail_(std::move(tail)), runs_(runs) {}

  // The newest granule of the key up to `bound`, which must not rise from call to call; 0 = none.
  Result<std::uint32_t> newest_until(sql::Connection& database, std::uint32_t bound);

private:
  Result<std::uint32_t> newest_in_run(sql::Connection& database, std::uint32_t run,
                                      std::uint32_t bound);

  PostingKey key_;
  std::vector<std::uint32_t> tail_;
  const std::vector<PostingRun>& runs_;
  std::size_t run_ = 0; // those before it are exhausted
  std::vector<Posting> block_;
  std::size_t block_run_ = SIZE_MAX;
};

} // namespace lv::audit
