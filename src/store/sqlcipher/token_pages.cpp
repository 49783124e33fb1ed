#include "token_pages.hpp"

#include "leadvault/base/limits.hpp"

#include <limits>

namespace lv::store {
namespace {

using sql::Columns;
using sql::Step;

constexpr std::size_t record_bytes = sizeof(TokenRecord);
static_assert(record_bytes == 26, "records lie in a page without gaps");

ByteView bytes_of_records(const TokenRecords& records) {
  return {reinterpret_cast<const std::uint8_t*>(records.data()), records.size() * record_bytes};
}

Bytes first_of(const TokenRecords& records) {
  if (records.empty()) return {}; // an empty page must not keep what was taken out of it
  return Bytes(records.front().bytes.begin(), records.front().bytes.end());
}

Result<Fence> read_fence(Columns& columns) {
  Fence fence;
  fence.page = columns.natural();
  const auto first = columns.blob(record_bytes);
  const auto packed = columns.blob(TokenFilter::bytes_max(limits::token_page_records));
  LV_CHECK(columns.done());
  if ((first.size() != record_bytes && !first.empty()) || first.empty() != packed.empty())
    return LV_FAIL(integrity, "a fence of the token index is malformed");
  std::copy(first.begin(), first.end(), fence.first.bytes.begin());
  LV_TRY(filter, TokenFilter::unpack(packed));
  fence.filter = std::move(filter);
  return fence;
}

// An emptied page has no first record of its own: it stands where its successor does, so that the
// fences ascend and none is above a record of its page.
Result<void> place_empty_pages(std::deque<Fence>& fences) {
  TokenRecord next;
  next.bytes.fill(std::numeric_limits<std::uint8_t>::max());
  for (auto fence = fences.rbegin(); fence != fences.rend(); ++fence) {
    if (fence->filter.empty()) fence->first = next;
    if (fence->first > next) return LV_FAIL(integrity, "fences of the token index do not ascend");
    next = fence->first;
  }
  return {};
}

} // namespace

Result<std::optional<TokenRecords>> TokenPages::read(std::uint64_t page) {
  LV_TRY(statement, db_.statement(Sql::token_page));
  sql::Run run = statement->run();
  LV_TRY(step, run.bind(tenant_.bytes, number(page)).step());
  if (step == Step::done) return std::optional<TokenRecords>();
  Columns columns(run);
  const auto bytes = columns.blob(limits::token_page_records * record_bytes);
  LV_CHECK(columns.done());
  if (bytes.size() % record_bytes != 0)
    return LV_FAIL(integrity, "a page of the token index is malformed");
  TokenRecords records(bytes.size() / record_bytes);
  if (!bytes.empty()) std::memcpy(records.data(), bytes.data(), bytes.size());
  return std::optional<TokenRecords>(std::move(records));
}

Result<Fence> TokenPages::add(std::uint64_t run_number, std::uint64_t page,
                              const TokenRecords& records) {
  Fence fence{page, records.front(), TokenFilter(records)};
  LV_CHECK(run(Sql::add_token_page, number(page), bytes_of_records(records)));
  LV_CHECK(run(Sql::add_token_fence, number(run_number), number(page), first_of(records),
               fence.filter.packed()));
  return fence;
}

Result<void> TokenPages::remove(std::uint64_t run_number, std::uint64_t page) {
  LV_CHECK(run(Sql::remove_token_page, number(page)));
  return run(Sql::remove_token_fence, number(run_number), number(page));
}

Result<void> TokenPages::remove_record(std::uint64_t run_number, std::uint64_t page,
                                       const TokenRecord& record) {
  LV_TRY(found, read(page));
  if (!found) return LV_FAIL(integrity, "a page of the token index is missing");
  auto& records = *found;
  const auto at = std::lower_bound(records.begin(), records.end(), record);
  if (at == records.end() || *at != record) return {};
  records.erase(at);
  LV_CHECK(run(Sql::set_token_page, number(page), bytes_of_records(records)));
  return run(Sql::set_token_fence, number(run_number), number(page), first_of(records),
             TokenFilter(records).packed());
}

Result<Runs> TokenPages::runs() {
  LV_TRY(statement, db_.statement(Sql::token_runs));
  Runs runs;
  {
    sql::Run run = statement->run();
    run.bind(tenant_.bytes);
    for (;;) {
      LV_TRY(step, run.step());
      if (step == Step::done) break;
      Columns columns(run);
      const auto run_number = columns.natural();
      auto& one = runs[run_number];
      one.level = static_cast<std::uint32_t>(columns.between(0, 0xffff));
      one.merged_into = columns.natural();
      LV_CHECK(columns.done());
    }
  }
  for (auto& [run_number, one] : runs) LV_CHECK(read_fences(run_number, one));
  return runs;
}

Result<void> TokenPages::read_fences(std::uint64_t run_number, Run& out) {
  LV_TRY(statement, db_.statement(Sql::token_fences));
  sql::Run run = statement->run();
  run.bind(tenant_.bytes, number(run_number));
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return place_empty_pages(out.fences);
    Columns columns(run);
    LV_TRY(fence, read_fence(columns));
    out.fences.push_back(std::move(fence));
  }
}

Result<void> TokenPages::put_run(std::uint64_t run_number, const Run& one) {
  return run(Sql::put_token_run, number(run_number), std::int64_t{one.level},
             number(one.merged_into));
}

Result<void> TokenPages::remove_run(std::uint64_t run_number) {
  return run(Sql::remove_token_run, number(run_number));
}

Result<std::uint64_t> TokenPages::indexed() {
  LV_TRY(statement, db_.statement(Sql::token_index));
  sql::Run run = statement->run();
  LV_TRY(step, run.bind(tenant_.bytes).step());
  if (step == Step::done) return std::uint64_t{0};
  Columns columns(run);
  const auto change_seq = columns.natural();
  LV_CHECK(columns.done());
  return change_seq;
}

Result<void> TokenPages::put_indexed(std::uint64_t change_seq) {
  return run(Sql::put_token_index, number(change_seq));
}

} // namespace lv::store
