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

constexpr std::size_t row_key_bytes = 16;
constexpr std::size_t same_key_leads_max = 1'024; // made at least a key's validity apart

Task<Created> replay(Vault::State& state, const policy::Caller& caller,
                     const store::IdempotencyRow& seen) {
  LV_CO_TRY(row, co_await load_live(state, caller.tenant, LeadId{seen.object}));
  co_return Created{row.lead, seen.version, row.stage, row.created_at, {}, {}};
}

// The key of an imported row is an index token of the lead it makes: found like one, erased like
// one.
store::IndexToken row_key(const Vault::State& state, const policy::Caller& caller,
                          std::string_view scope, std::string_view key) {
  std::string text(text_of(caller.principal.view()));
  text.append(scope).append(1, '\n').append(key);
  const auto digest = idempotency_key(state, text);
  return {import_row_index, 1, Bytes(digest.begin(), digest.begin() + row_key_bytes)};
}

// Ids rise with time. None: a zero id.
Result<LeadId> newest_of(const Result<std::vector<LeadId>>& found) {
  if (!found) return found.error();
  return found->empty() ? LeadId{} : found->back();
}

Result<bool> is_recent(Vault::State& state, TenantId tenant, LeadId lead) {
  if (lead.is_zero()) return false;
  LV_TRY(row, state.parts.store.lead(tenant, lead));
  return row && row->created_at.us + limits::idempotency_valid_us > state.parts.clock.now().us;
}

} // namespace

Task<Created> Vault::create(policy::Caller caller, lead::NewLead lead,
                            std::optional<Idempotency> idempotency) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::create_lead, lead::PurposeId{}));
  LV_CO_TRY(once, Once::enter(state, caller, idempotency));
  if (once.seen()) co_return co_await replay(state, caller, *once.seen());
  LV_CO_TRY(made, make_row(state, caller.tenant, lead));
  auto shared = std::make_shared<NewRow>(std::move(made));
  Commit write;
  write.append.entries = entries_of(state, caller, policy_set, *shared);
  const auto mark = audit::lead_key(caller.tenant, shared->row.lead);
  write.append.expectations.push_back({mark, Position{}});
  write.append.touches.push_back(mark);
  expect_caller(write.append, caller);
  write.once = once.row({shared->row.lead.bytes, shared->row.version});
  write.job = [&state, shared](store::Transaction& transaction, Position position) {
    return place(state, transaction, position, *shared);
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
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::import_leads, lead::PurposeId{}));
  struct Prepared {
    NewRow made;
    store::IndexToken key;
    LeadId older;       // with the same key, made too long ago to count
    std::size_t answer; // its place in the page
  };
  auto prepared = std::make_shared<std::vector<Prepared>>();
  std::vector<ImportedRow> answers(rows.size());
  std::set<Bytes> in_this_page;
  Commit write;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto key = row_key(state, caller, scope, rows[i].key);
    LV_CO_TRY(newest, newest_of(state.parts.store.find(caller.tenant, key.index, key.token,
                                                       same_key_leads_max)));
    LV_CO_TRY(existed, is_recent(state, caller.tenant, newest));
    if (existed || !in_this_page.insert(key.token).second) {
      answers[i].outcome = ImportedRow::Outcome::existed;
      if (existed) answers[i].lead = newest;
      continue;
    }
    LV_CO_TRY(made, make_row(state, caller.tenant, rows[i].lead));
    made.tokens.push_back(key);
    answers[i].outcome = ImportedRow::Outcome::created;
    answers[i].lead = made.row.lead;
    answers[i].warnings = made.warnings;
    for (auto& entry : entries_of(state, caller, policy_set, made)) {
      write.append.entries.push_back(std::move(entry));
    }
    const auto mark = audit::lead_key(caller.tenant, made.row.lead);
    write.append.expectations.push_back({mark, Position{}});
    write.append.touches.push_back(mark);
    prepared->push_back({std::move(made), key, newest, i});
  }
  if (prepared->empty()) co_return answers;
  expect_caller(write.append, caller);
  write.job = [&state, prepared, tenant = caller.tenant](store::Transaction& transaction,
                                                         Position position) -> Result<void> {
    for (auto& row : *prepared) {
      LV_TRY(newest,
             newest_of(transaction.find(tenant, row.key.index, row.key.token, same_key_leads_max)));
      if (newest != row.older) return LV_FAIL(conflict, "this row is being imported already");
      LV_CHECK(place(state, transaction, position, row.made));
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
