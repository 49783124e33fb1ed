// TokenPages: the token index of one tenant as it lies in the database: pages of records, a fence
// beside each page, runs of pages in rising order. Lives for one call, on the connection's thread.
#pragma once

#include "row_codec.hpp"
#include "token_filter.hpp"

#include <deque>
#include <map>

namespace lv::store {

// What memory holds of a page, so that a look-up reads only pages that should have the token.
struct Fence {
  std::uint64_t page = 0;
  TokenRecord first; // no record of the page is below it
  TokenFilter filter;
};

struct Run {
  std::uint32_t level = 0;       // how many merges its records went through
  std::uint64_t merged_into = 0; // the run that takes its records, 0 = none yet
  std::deque<Fence> fences;
  std::size_t passed = 0; // leading pages that the other run has taken whole; they go next
};

using Runs = std::map<std::uint64_t, Run>; // by number; numbers and pages are not used twice

class TokenPages {
public:
  TokenPages(sql::Connection& db, TenantId tenant) : db_(db), tenant_(tenant) {}

  Result<std::optional<TokenRecords>> read(std::uint64_t page);
  Result<Fence> add(std::uint64_t run, std::uint64_t page, const TokenRecords& records);
  Result<void> remove(std::uint64_t run, std::uint64_t page);
  // Takes a record out of a page if it is there; nothing of it stays in page or fence.
  Result<void> remove_record(std::uint64_t run, std::uint64_t page, const TokenRecord& record);

  Result<Runs> runs();
  Result<void> put_run(std::uint64_t number, const Run& run);
  Result<void> remove_run(std::uint64_t number);

  // Tokens of all changes up to this one stand in pages.
  Result<std::uint64_t> indexed();
  Result<void> put_indexed(std::uint64_t change_seq);

private:
  template <class... Values>
  Result<void> run(Sql which, const Values&... values) {
    LV_TRY(statement, db_.statement(which));
    return statement->run().bind(tenant_.bytes, values...).finish();
  }
  Result<void> read_fences(std::uint64_t number, Run& run);

  sql::Connection& db_;
  TenantId tenant_;
};

} // namespace lv::store
