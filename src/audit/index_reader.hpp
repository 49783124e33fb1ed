// IndexReader: answers one question from a tail and the index's database. It finds the granules
// that may hold an answer and takes the answer from the log's own frames: a wrong row can hide an
// entry, never make one up. One thread; lives for one question.
#pragma once

#include "audit/index_tail.hpp"
#include "audit/posting_runs.hpp"

#include "leadvault/audit/index.hpp"

namespace lv::audit {

// One thing a granule must hold: any of these keys.
class AnyOf {
public:
  void add(PostingTrail trail) { trails_.push_back(std::move(trail)); }
  Result<std::uint32_t> newest_until(sql::Connection& database, std::uint32_t bound);

private:
  std::vector<PostingTrail> trails_;
};

class IndexReader {
public:
  // `tail` must have been taken before the database's snapshot began.
  IndexReader(sql::Connection& database, const IndexTail& tail, FrameReader& frames)
      : database_(database), tail_(tail), frames_(frames) {}

  Result<std::vector<IndexedEntry>> select(const IndexQuery& query);
  Result<IndexedEntry> find(TenantId tenant, EntryId id);
  Result<EntryProof> prove(TenantId tenant, std::uint64_t index, std::uint64_t size);

private:
  void require(std::vector<AnyOf>& all, std::vector<PostingKey> any);
  std::vector<AnyOf> conditions(const IndexQuery& query);
  Result<std::uint32_t> newest_with_all(std::vector<AnyOf>& all, std::uint32_t bound);
  Result<std::uint32_t> granule_before(Position position, Time time);
  Result<Granule> granule(std::uint32_t number);
  // Appends the granule's matches, oldest first.
  Result<void> visit(const Granule& granule, const IndexQuery& query,
                     std::vector<IndexedEntry>& out);
  Result<Digest> subtree(TenantId tenant, unsigned level, std::uint64_t index);

  sql::Connection& database_;
  const IndexTail& tail_;
  FrameReader& frames_;
  std::vector<PostingRun> runs_;
};

} // namespace lv::audit
