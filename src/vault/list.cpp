// Listing and searching: which leads there are, by operational columns or by an exact value.
#include "vault/actions.hpp"
#include "vault/entries.hpp"
#include "vault/loading.hpp"
#include "vault/sealing.hpp"
#include "vault/state.hpp"

namespace lv::vault {
namespace {

constexpr std::size_t search_hits_max = 200;

Task<audit::Logged> log_hits(Vault::State& state, const policy::Caller& caller,
                             audit::EntryKind kind, audit::SearchBody body,
                             lead::PurposeId purpose) {
  audit::Append append;
  append.entries.push_back(entry_for(state, caller, kind, std::move(body)));
  append.entries.back().purpose = purpose;
  expect_caller(append, caller);
  LV_CO_TRY(logged, co_await state.parts.audit.append(std::move(append)));
  co_return logged.front();
}

net::awaitable<Error> alarm_if_damaged(Vault::State& state, TenantId tenant, Error error) {
  if (error.code() != Errc::integrity) co_return error;
  co_return co_await raise_alarm(state, tenant, LeadId{}, error);
}

} // namespace

Task<store::LeadSummary> Vault::summary(policy::Caller caller, LeadId lead) {
  auto& state = *state_;
  LV_CO_CHECK(co_await permit_action(state, caller, action::list_leads, lead::PurposeId{}));
  LV_CO_TRY(row, co_await load_live(state, caller.tenant, lead));
  audit::SearchBody body;
  body.action = action::list_leads;
  body.hits.push_back(lead);
  LV_CO_TRY(logged, co_await log_hits(state, caller, audit::EntryKind::list, std::move(body),
                                      lead::PurposeId{}));
  if (logged.entry.is_zero()) co_return LV_FAIL(internal, "a read was not logged");
  co_return summary_of(row);
}

Task<LeadList> Vault::list(policy::Caller caller, store::ListFilter filter, store::Page page) {
  auto& state = *state_;
  LV_CO_CHECK(co_await permit_action(state, caller, action::list_leads, lead::PurposeId{}));
  auto found = state.parts.store.list(caller.tenant, filter, page);
  if (!found) co_return co_await alarm_if_damaged(state, caller.tenant, found.error());
  LeadList answer;
  answer.leads = std::move(*found);
  if (answer.leads.size() == page.limit) answer.next_after = answer.leads.back().change_seq;
  audit::SearchBody body;
  body.action = action::list_leads;
  for (const auto& lead : answer.leads) body.hits.push_back(lead.lead);
  LV_CO_TRY(logged, co_await log_hits(state, caller, audit::EntryKind::list, std::move(body),
                                      lead::PurposeId{}));
  if (logged.entry.is_zero()) co_return LV_FAIL(internal, "a read was not logged");
  co_return answer;
}

Task<std::vector<LeadId>> Vault::search(policy::Caller caller, lead::PurposeId purpose,
                                        std::uint16_t index, SecretText text) {
  auto& state = *state_;
  LV_CO_CHECK(co_await permit_action(state, caller, action::search_leads, purpose));
  audit::SearchBody body;
  body.action = action::search_leads;
  body.index = index;
  if (auto token = search_token(state, caller.tenant, index, text)) {
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
  LV_CO_TRY(logged,
            co_await log_hits(state, caller, audit::EntryKind::search, std::move(body), purpose));
  if (logged.entry.is_zero()) co_return LV_FAIL(internal, "a search was not logged");
  co_return hits;
}

} // namespace lv::vault
