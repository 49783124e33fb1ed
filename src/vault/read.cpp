// Reading: load, decide, log, open — in this order, for one lead and for many.
#include "vault/entries.hpp"
#include "vault/loading.hpp"
#include "vault/opening.hpp"
#include "vault/state.hpp"

#include "leadvault/lead/catalogue.hpp"

#include <algorithm>

namespace lv::vault {
namespace {

audit::Entry denial_entry(const Vault::State& state, const policy::Caller& caller, LeadId lead,
                          const policy::ReadQuestion& question, const policy::Denial& denial) {
  audit::DenialBody body;
  body.action = question.action.number;
  body.lead = lead;
  body.reason = static_cast<std::uint16_t>(denial.reason);
  for (const auto& withheld : denial.withheld) body.fields.insert(withheld.field);
  body.policies = denial.policies;
  auto entry =
      entry_for(state, caller, denial.policy_set, audit::EntryKind::denial, std::move(body));
  entry.purpose = question.purpose;
  return entry;
}

struct Permitted {
  SharedRow row;
  std::size_t place; // among the items
};

Position policies_of(const policy::Decision& decision) {
  if (const auto* denial = std::get_if<policy::Denial>(&decision)) return denial->policy_position;
  return std::get<policy::Permit>(decision).data().policy_position;
}

// Leads are taken while their rows fit an answer; the others were not even looked at. All of them
// are decided by the policies of one position, or none: `moved`.
Task<std::vector<Vault::Item>> read_batch(Vault::State& state, const policy::Caller& caller,
                                          std::span<const LeadId> leads,
                                          const policy::ReadQuestion& question, Position policies) {
  std::vector<Vault::Item> items;
  std::vector<policy::Permit> permits;
  std::vector<Permitted> permitted; // one for each permit
  audit::Append denials;
  denials.lane = audit::Lane::denial;
  items.reserve(leads.size());
  std::size_t bytes = 0;
  for (const auto& lead : leads) {
    if (bytes > limits::answer_sealed_bytes_max) {
      items.emplace_back(LV_FAIL(too_large, "the answer is full: ask for this lead again"));
      continue;
    }
    auto row = load_settled(state, caller.tenant, lead);
    if (!row) {
      auto waited = co_await load_live(state, caller.tenant, lead);
      if (!waited) {
        items.emplace_back(waited.error());
        continue;
      }
      LV_CO_TRY(shared, settled(std::move(*waited)));
      row = std::move(shared);
    }
    auto decision =
        state.parts.decider.decide_read(caller, row->facts, question, state.parts.clock.now());
    if (policies_of(decision) != policies) {
      co_return LV_FAIL(moved, "the policies have changed");
    }
    if (auto* denial = std::get_if<policy::Denial>(&decision)) {
      denials.entries.push_back(denial_entry(state, caller, lead, question, *denial));
      items.emplace_back(refusal_of(*state.parts.catalogue, *denial));
    } else {
      permits.push_back(std::get<policy::Permit>(std::move(decision)));
      bytes += row->row.fields.memory().size();
      permitted.push_back({std::move(row), items.size()});
      items.emplace_back(LV_FAIL(internal, "not yet opened"));
    }
  }
  if (!denials.entries.empty()) {
    LV_CO_TRY(denied, co_await state.parts.audit.append(std::move(denials)));
    if (denied.empty()) co_return LV_FAIL(internal, "a refusal was not logged");
  }
  if (permits.empty()) co_return items;
  LV_CO_TRY(receipts, co_await state.parts.audit.release(permits));
  for (std::size_t i = 0; i < permits.size(); ++i) {
    const auto& row = permitted[i].row->row;
    auto& item = items[permitted[i].place];
    auto opened = Opener::open(state, row, permits[i], receipts[i], question.fields);
    if (opened) {
      item = std::move(*opened);
      continue;
    }
    // A row or key that was tampered with: alarm, never a wrong value.
    const Error error = opened.error();
    item = co_await raise_alarm(state, row.tenant, row.lead, error);
  }
  co_return items;
}

std::size_t given(const std::vector<Vault::Item>& items) {
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [](const Vault::Item& item) {
        return std::holds_alternative<Disclosed<LeadView>>(item);
      }));
}

// Decided again when what was decided on has changed meanwhile, by the policies of then. What it is
// given outlives it.
Task<std::vector<Vault::Item>> read_all(Vault::State& state, const policy::Caller& caller,
                                        std::span<const LeadId> leads,
                                        const policy::ReadQuestion& question) {
  LV_CO_CHECK(state.check_open());
  LV_CO_CHECK(check_not_expired(state, caller));
  for (int attempt = 0; attempt < limits::decide_attempts_max; ++attempt) {
    const auto policies = state.parts.decider.position();
    if (question.exported) { // by the same policies as its fields
      LV_CO_CHECK(co_await permit_action(state, caller, question.action.number, question.purpose));
    }
    auto items = co_await read_batch(state, caller, leads, question, policies);
    if (items || items.error().code() != Errc::moved) co_return items;
    co_await await_policies(state);
  }
  co_return LV_FAIL(moved, "what was decided on kept changing; try again");
}

} // namespace

Task<std::vector<Vault::Item>> Vault::read_many(policy::Caller caller, std::vector<LeadId> leads,
                                                policy::ReadQuestion question) {
  co_return co_await read_all(*state_, caller, leads, question);
}

Task<Answer<Disclosed<LeadView>>> Vault::read(policy::Caller caller, LeadId lead,
                                              policy::ReadQuestion question) {
  const std::span<const LeadId> one(&lead, 1);
  LV_CO_TRY(items, co_await read_all(*state_, caller, one, question));
  auto& item = items.front();
  if (auto* error = std::get_if<Error>(&item)) co_return *error;
  Answer<Disclosed<LeadView>> answer{Refusal{}};
  if (auto* refusal = std::get_if<Refusal>(&item)) {
    answer.result = std::move(*refusal);
  } else {
    answer.result = std::move(std::get<Disclosed<LeadView>>(item));
  }
  co_return answer;
}

Task<policy::LeadFacts> Vault::facts(policy::Caller caller, LeadId lead) {
  if (const auto row = load_settled(*state_, caller.tenant, lead)) co_return row->facts;
  LV_CO_TRY(waited, co_await load_live(*state_, caller.tenant, lead));
  co_return facts_of(waited);
}

Task<std::vector<Vault::Item>> Vault::export_page(policy::Caller caller, store::ListFilter filter,
                                                  store::Page page, policy::ReadQuestion question,
                                                  std::uint64_t& next_after) {
  LV_CO_CHECK(co_await permit_action(*state_, caller, question.action.number, question.purpose));
  auto found = state_->parts.store.list(caller.tenant, filter, page);
  if (!found) co_return co_await alarm_if_damaged(*state_, caller.tenant, found.error());
  const auto& summaries = found->leads;
  std::vector<LeadId> leads;
  leads.reserve(summaries.size());
  for (const auto& summary : summaries) leads.push_back(summary.lead);
  next_after = found->next_after;
  if (leads.empty()) co_return std::vector<Item>();
  const auto now = state_->parts.clock.now();
  auto& counts = state_->exports;
  question.exported.emplace().records_today = counts.add(caller.principal, leads.size(), now);
  auto read = co_await read_all(*state_, caller, leads, question);
  counts.take_back(caller.principal, leads.size() - (read ? given(*read) : 0), now);
  LV_CO_TRY(items, std::move(read));
  const auto full = std::find_if(items.begin(), items.end(), [](const Item& item) {
    const auto* error = std::get_if<Error>(&item);
    return error != nullptr && error->code() == Errc::too_large;
  });
  if (full != items.end()) { // the page ends before it; the first lead always fits
    next_after = summaries[static_cast<std::size_t>(full - items.begin()) - 1].change_seq;
    items.erase(full, items.end());
  }
  co_return std::move(items);
}

} // namespace lv::vault
