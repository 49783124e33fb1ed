#include "tenant_tokens.hpp"

#include <algorithm>

namespace lv::store {
namespace {

using sql::Columns;
using sql::Step;

Result<std::uint64_t> newest_change_of(sql::Connection& db, TenantId tenant) {
  LV_TRY(statement, db.statement(Sql::newest_change));
  sql::Run run = statement->run();
  LV_TRY(step, run.bind(tenant.bytes).step());
  if (step == Step::done) return std::uint64_t{0};
  Columns columns(run);
  const auto change_seq = columns.natural();
  LV_CHECK(columns.done());
  return change_seq;
}

Result<TokenDelta> tokens_since(sql::Connection& db, TenantId tenant, std::uint64_t change_seq) {
  LV_TRY(statement, db.statement(Sql::tokens_since));
  sql::Run run = statement->run();
  run.bind(tenant.bytes, number(change_seq));
  TokenDelta records;
  for (;;) {
    LV_TRY(step, run.step());
    if (step == Step::done) return records;
    Columns columns(run);
    const LeadId lead{columns.array<16>()};
    const auto packed = columns.blob(packed_tokens_bytes_max);
    LV_CHECK(columns.done());
    LV_TRY(tokens, unpack_tokens(packed));
    for (const auto& token : tokens)
      records.insert(TokenRecord::of(token.index, token.token, lead));
  }
}

} // namespace

Result<void> TenantTokens::load(sql::Connection& db) {
  if (loaded) return {};
  TokenPages pages(db, tenant);
  LV_TRY(mark, pages.indexed());
  LV_TRY(read_runs, pages.runs());
  LV_TRY(newest, newest_change_of(db, tenant));
  LV_TRY(records, tokens_since(db, tenant, mark));
  indexed = mark;
  newest_change = newest;
  delta = std::move(records);
  runs = std::move(read_runs);
  for (const auto& [run_number, run] : runs) {
    next_run = std::max(next_run, run_number + 1);
    for (const auto& fence : run.fences) next_page = std::max(next_page, fence.page + 1);
  }
  loaded = true;
  return {};
}

std::deque<Fence>::const_iterator fence_for(const std::deque<Fence>& fences, std::size_t from,
                                            const TokenRecord& record) {
  const auto begin = fences.begin() + static_cast<std::ptrdiff_t>(from);
  const auto above = std::upper_bound(
      begin, fences.end(), record,
      [](const TokenRecord& sought, const Fence& fence) { return sought < fence.first; });
  return above == begin ? begin : above - 1;
}

TokenSources sources_of(TenantTokens& tokens, const TokenRecord& sought) {
  TokenSources sources;
  const std::lock_guard lock(tokens.mutex);
  sources.leads = tokens.delta.leads_of(sought);
  for (const auto& [run_number, run] : tokens.runs) {
    std::vector<std::uint64_t> pages;
    for (auto fence = fence_for(run.fences, run.passed, sought);
         fence != run.fences.end() && (fence->first < sought || fence->first.same_token(sought));
         ++fence) {
      if (fence->filter.may_have(sought)) pages.push_back(fence->page);
    }
    if (!pages.empty()) sources.pages.push_back(std::move(pages));
  }
  return sources;
}

} // namespace lv::store
