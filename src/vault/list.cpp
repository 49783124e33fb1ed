// Listing and searching: which leads there are, by operational columns or by an exact value.
#include "vault/actions.hpp"
#include "vault/entries.hpp"
#include "vault/loading.hpp"
#include "vault/sealing.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"

#include <map>

namespace lv::vault {
namespace {

constexpr std::size_t search_hits_max = 200;

Task<audit::Logged> log_hits(Vault::State& state, const policy::Caller& caller,
                             const Digest& policy_set, audit::EntryKind kind,
                             audit::SearchBody body, lead::PurposeId purpose) {
  audit::Append append;
  append.entries.push_back(entry_for(state, caller, policy_set, kind, std::move(body)));
  append.entries.back().purpose = purpose;
  expect_caller(append, caller);
  LV_CO_TRY(logged, co_await state.parts.audit.append(std::move(append)));
  co_return logged.front();
}

// A page whose every row is at least as new as what the log knows to be stored: an older row put
// back is an alarm here as in a read. Seen again at the same place, since a write may finish
// between the page and the look at the log.
Task<store::LeadPage> list_current(Vault::State& state, TenantId tenant,
                                   const store::ListFilter& filter, store::Page page) {
  std::map<LeadId, Position> behind;
  for (int attempt = 0; attempt < limits::decide_attempts_max; ++attempt) {
    auto found = state.parts.store.list(tenant, filter, page);
    if (!found) co_return co_await alarm_if_damaged(state, tenant, found.error());
    bool current = true;
    for (const auto& row : found->leads) {
      const auto mark = audit::lead_key(tenant, row.lead);
      const auto freshness = state.parts.audit.freshness(mark, row.position);
      if (freshness == audit::Freshness::fresh || freshness == audit::Freshness::pending) continue;
      if (freshness == audit::Freshness::unknown || behind[row.lead] == row.position) {
        const auto stale = LV_FAIL(stale_state, "the store listed an older state of a lead");
        co_return co_await raise_alarm(state, tenant, row.lead, stale);
      }
      behind[row.lead] = row.position;
      current = false;
    }
    if (current) co_return std::move(*found);
  }
  co_return LV_FAIL(moved, "the leads kept changing; try again");
}

} // namespace

Task<store::LeadSummary> Vault::summary(policy::Caller caller, LeadId lead) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::list_leads, lead::PurposeId{}));
  LV_CO_TRY(row, co_await load_live(state, caller.tenant, lead));
  audit::SearchBody body;
  body.action = action::list_leads;
  body.hits.push_back(lead);
  LV_CO_TRY(logged, co_await log_hits(state, caller, policy_set, audit::EntryKind::list,
                                      std::move(body), lead::PurposeId{}));
  if (logged.entry.is_zero()) co_return LV_FAIL(internal, "a read was not logged");
  co_return summary_of(row);
}

Task<store::LeadPage> Vault::list(policy::Caller caller, store::ListFilter filter,
                                  store::Page page) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::list_leads, lead::PurposeId{}));
  LV_CO_TRY(found, co_await list_current(state, caller.tenant, filter, page));
  audit::SearchBody body;
  body.action = action::list_leads;
  for (const auto& lead : found.leads) body.hits.push_back(lead.lead);
  LV_CO_TRY(logged, co_await log_hits(state, caller, policy_set, audit::EntryKind::list,
                                      std::move(body), lead::PurposeId{}));
  if (logged.entry.is_zero()) co_return LV_FAIL(internal, "a read was not logged");
  co_return std::move(found);
}

Task<std::vector<LeadId>> Vault::search(policy::Caller caller, lead::PurposeId purpose,
                                        std::uint16_t index, SecretText text) {
  auto& state = *state_;
  LV_CO_TRY(policy_set, co_await permit_action(state, caller, action::search_leads, purpose));
  audit::SearchBody body;
  body.action = action::search_leads;
  body.index = index;
  const auto token = search_token(state, caller.tenant, index, text);
  if (!token && token.error().code() != Errc::invalid)
    co_return co_await alarm_if_damaged(state, caller.tenant, token.error());
  if (token) {
    auto found = state.parts.store.find(caller.tenant, index, token->token, search_hits_max);
    if (!found) co_return co_await alarm_if_damaged(state, caller.tenant, found.error());
    for (const auto& lead : *found) {
      auto row = co_await load_live(state, caller.tenant, lead);
      if (row) {
        body.hits.push_back(lead);
      } else if (row.error().code() != Errc::not_found) {
        co_return row.error();
      }
    }
  }
  auto hits = body.hits;
  LV_CO_TRY(logged, co_await log_hits(state, caller, policy_set, audit::EntryKind::search,
                                      std::move(body), purpose));
  if (logged.entry.is_zero()) co_return LV_FAIL(internal, "a search was not logged");
  co_return hits;
}

} // namespace lv::vault
