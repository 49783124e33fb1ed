// Creating: one lead, or a page of an import; idempotent when the caller gives a key.
#include "vault/actions.hpp"
#include "vault/committing.hpp"
#include "vault/entries.hpp"
#include "vault/idempotency.hpp"
#include "vault/loading.hpp"
#include "vault/new_row.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"
#include "leadvault/base/log.hpp"

namespace lv::vault {
namespace {

constexpr std::uint16_t import_rows_route = 65'001; // scope of row keys, beside the API's routes

Task<Created> replay(Vault::State& state, const policy::Caller& caller,
                     const store::IdempotencyRow& seen) {
  LV_CO_TRY(row, co_await load_live(state, caller.tenant, LeadId{seen.object}));
  co_return Created{row.lead, seen.version, row.stage, row.created_at, {}, {}};
}

// Of one row of an import: its key alone tells it from the others.
store::IdempotencyRow row_of(const policy::Caller& caller, const Digest& key, const NewRow& made) {
  return {caller.tenant,
          caller.principal,
          import_rows_route,
          key,
          Digest{},
          Made().status,
          made.row.lead.bytes,
          made.row.version,
          Time{made.row.created_at.us + limits::idempotency_valid_us}};
}

} // namespace

Task<Created> Vault::create(policy::Caller caller, lead::NewLead lead,
                            std::optional<Idempotency> idempotency) {
  auto& state = *state_;
  LV_CO_CHECK(co_await permit_action(state, caller, action::create_lead, lead::PurposeId{}));
  LV_CO_TRY(once, Once::enter(state, caller, idempotency));
  if (once.seen()) co_return co_await replay(state, caller, *once.seen());
  LV_CO_TRY(made, make_row(state, caller.tenant, lead));
  auto shared = std::make_shared<NewRow>(std::move(made));
  Commit write;
  write.append.entries = entries_of(state, caller, *shared);
  const auto mark = audit::lead_key(caller.tenant, shared->row.lead);
  write.append.expectations.push_back({mark, Position{}});
  write.append.touches.push_back(mark);
  expect_caller(write.append, caller);
  const auto left = once.row({shared->row.lead.bytes, shared->row.version});
  write.job = [&state, shared, left](store::Transaction& transaction,
                                     Position position) -> Result<void> {
    LV_CHECK(place(state, transaction, position, *shared));
    return put_once(transaction, left);
  };
  LV_CO_TRY(committed, co_await commit(state, std::move(write)));
  const auto& row = shared->row;
  co_return Created{row.lead,         row.version,
                    row.stage,        row.created_at,
                    shared->warnings, audit::header_value(committed.logged.front())};
}

Task<std::vector<ImportedRow>> Vault::import_rows(policy::Caller caller, std::string scope,
                                                  std::vector<ImportRow> rows) {
  auto& state = *state_;
  LV_CO_CHECK(co_await permit_action(state, caller, action::import_leads, lead::PurposeId{}));
  struct Prepared {
    NewRow made;
    Digest key;
    std::size_t answer; // its place in the page
  };
  auto prepared = std::make_shared<std::vector<Prepared>>();
  std::vector<ImportedRow> answers(rows.size());
  std::set<Digest> in_this_page;
  Commit write;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto key = idempotency_key(state, scope + '\n' + rows[i].key);
    LV_CO_TRY(seen, seen_before(state, caller, import_rows_route, key));
    if (seen || !in_this_page.insert(key).second) {
      answers[i].outcome = ImportedRow::Outcome::existed;
      if (seen) answers[i].lead = LeadId{seen->object};
      continue;
    }
    LV_CO_TRY(made, make_row(state, caller.tenant, rows[i].lead));
    answers[i].outcome = ImportedRow::Outcome::created;
    answers[i].lead = made.row.lead;
    answers[i].warnings = made.warnings;
    for (auto& entry : entries_of(state, caller, made)) {
      write.append.entries.push_back(std::move(entry));
    }
    const auto mark = audit::lead_key(caller.tenant, made.row.lead);
    write.append.expectations.push_back({mark, Position{}});
    write.append.touches.push_back(mark);
    prepared->push_back({std::move(made), key, i});
  }
  if (prepared->empty()) co_return answers;
  expect_caller(write.append, caller);
  write.job = [&state, prepared, caller](store::Transaction& transaction,
                                         Position position) -> Result<void> {
    for (auto& row : *prepared) {
      LV_CHECK(place(state, transaction, position, row.made));
      LV_CHECK(transaction.put_idempotency(row_of(caller, row.key, row.made)));
    }
    return Result<void>();
  };
  LV_CO_TRY(committed, co_await commit(state, std::move(write)));
  if (committed.logged.empty()) co_return LV_FAIL(internal, "an import page was not logged");
  for (const auto& row : *prepared) {
    if (row.made.row.flags & store::row_flag_likely_duplicate)
      answers[row.answer].warnings.emplace_back("likely-duplicate");
  }
  co_return answers;
}

} // namespace lv::vault
