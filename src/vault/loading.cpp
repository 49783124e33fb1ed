#include "vault/loading.hpp"

#include "vault/entries.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"
#include "leadvault/base/log.hpp"
#include "leadvault/crypto/wrapped_key.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace lv::vault {
namespace {

constexpr std::int64_t settle_timeout_us = 3'000'000;
constexpr std::int64_t settle_step_max_us = 5'000;
constexpr std::int64_t settle_step_us = 200;

Async<void> pause(std::int64_t us) {
  net::steady_timer timer(co_await net::this_coro::executor);
  timer.expires_after(std::chrono::microseconds(us));
  co_await timer.async_wait(use_async);
}

// One look at the store, and at what the log knows of the lead.
struct Look {
  SharedRow row; // its seals verify; null: there is none
  audit::Freshness freshness;
};

Result<Look> look(Vault::State& state, TenantId tenant, LeadId lead) {
  const auto mark = audit::lead_key(tenant, lead);
  const auto freshness_of = [&](const SharedRow& row) {
    return state.parts.audit.freshness(mark, row ? row->row.position : Position{});
  };
  if (auto kept = state.rows.find(mark)) {
    if (freshness_of(kept) == audit::Freshness::fresh) {
      return Look{std::move(kept), audit::Freshness::fresh};
    }
  }
  LV_TRY(found, state.parts.store.lead(tenant, lead));
  if (!found) return Look{nullptr, freshness_of(nullptr)};
  LV_CHECK(check_row(state.seals, *found, tenant, lead));
  LV_TRY(row, settled(std::move(*found)));
  auto freshness = freshness_of(row);
  if (freshness != audit::Freshness::fresh) return Look{row, freshness};
  state.rows.put(mark, row);
  // A write that came in between may have found nothing here to forget: then it is done now.
  freshness = freshness_of(row);
  if (freshness != audit::Freshness::fresh) state.rows.forget(mark);
  return Look{row, freshness};
}

bool is_live(const SharedRow& row) { return row && row->row.liveness == store::Liveness::live; }

} // namespace

Result<void> check_row(const Seals& seals, const store::LeadRow& row, TenantId tenant,
                       LeadId lead) {
  if (row.tenant != tenant || row.lead != lead) {
    return LV_FAIL(integrity, "the store answered with another lead's row");
  }
  return seals.verify(row);
}

Async<Error> raise_alarm(Vault::State& state, TenantId tenant, LeadId lead, Error error) {
  state.alarms.fetch_add(1, std::memory_order_relaxed);
  log::failure("integrity-alarm", error, {{"tenant", tenant}, {"lead", lead}});
  audit::SystemBody body;
  body.code = static_cast<std::uint16_t>(error.code());
  body.lead = lead;
  audit::Append append;
  append.entries.push_back(
      system_entry(state, tenant, audit::EntryKind::integrity_alarm, std::move(body)));
  auto logged = co_await state.parts.audit.append(std::move(append));
  if (!logged) log::failure("integrity-alarm-not-logged", logged.error());
  co_return error;
}

Async<Error> alarm_if_damaged(Vault::State& state, TenantId tenant, Error error) {
  if (error.code() != Errc::integrity) co_return error;
  co_return co_await raise_alarm(state, tenant, LeadId{}, error);
}

SharedRow load_settled(Vault::State& state, TenantId tenant, LeadId lead) {
  if (!state.check_open()) return nullptr;
  auto seen = look(state, tenant, lead);
  if (!seen || seen->freshness != audit::Freshness::fresh || !is_live(seen->row)) return nullptr;
  return std::move(seen->row);
}

Task<store::LeadRow> load_live(Vault::State& state, TenantId tenant, LeadId lead) {
  LV_CO_CHECK(state.check_open());
  std::int64_t waited = 0;
  std::int64_t step = 100;
  std::optional<Position> behind; // of a row that was older than the log when it came
  for (;;) {
    auto seen = look(state, tenant, lead);
    if (!seen) {
      if (seen.error().code() != Errc::integrity) co_return seen.error();
      co_return co_await raise_alarm(state, tenant, lead, seen.error());
    }
    auto& row = seen->row;
    if (seen->freshness == audit::Freshness::fresh) { // no row, and never a write of one, is too
      if (!is_live(row)) co_return LV_FAIL(not_found, "there is no such lead");
      co_return row->row;
    }
    // A write may have become durable between reading the row and asking the log: what is read
    // next must be newer. The same old row again was put back.
    const auto position = row ? row->row.position : Position{};
    if (seen->freshness == audit::Freshness::stale && behind != position) {
      behind = position;
      continue;
    }
    if (seen->freshness != audit::Freshness::pending) {
      const auto stale = LV_FAIL(stale_state, "the store gave an older state than the log knows");
      co_return co_await raise_alarm(state, tenant, lead, stale);
    }
    if (waited > settle_timeout_us) {
      co_return LV_FAIL(moved, "the lead is being written; try again");
    }
    co_await pause(step);
    waited += step;
    step = std::min(step * 2, settle_step_max_us);
  }
}

Async<void> await_policies(Vault::State& state) {
  const auto& log = state.parts.audit;
  for (std::int64_t waited = 0; waited < settle_timeout_us; waited += settle_step_us) {
    if (log.mark(audit::policy_set_object) == state.parts.decider.position()) co_return;
    co_await pause(settle_step_us);
  }
}

Result<SharedRow> settled(store::LeadRow row) {
  Settled kept{std::move(row), {}};
  if (kept.row.liveness == store::Liveness::live) {
    LV_TRY(facts, facts_of(kept.row));
    kept.facts = std::move(facts);
  }
  return std::make_shared<const Settled>(std::move(kept));
}

Result<policy::LeadFacts> facts_of(const store::LeadRow& row) {
  policy::LeadFacts facts;
  LV_TRY(header, crypto::parse_wrapped_key(row.wrapped_key));
  LV_TRY(consents, lead::ConsentState::decode(row.consent_state));
  facts.tenant = row.tenant;
  facts.lead = row.lead;
  facts.version = row.version;
  facts.position = row.position;
  facts.key = header.key_id;
  facts.key_term = header.term;
  facts.stage = row.stage;
  facts.channel = row.channel;
  facts.subject_kind = row.subject_kind;
  facts.residency = row.residency;
  facts.consents = std::move(consents);
  if (row.liveness == store::Liveness::erased) facts.presence = policy::LeadFacts::Presence::erased;
  return facts;
}

store::LeadSummary summary_of(const store::LeadRow& row) {
  return {row.lead,       row.version,    row.change_seq, row.position,
          row.created_at, row.updated_at, row.stage,      row.subject_kind,
          row.channel,    row.residency,  row.flags};
}

} // namespace lv::vault
