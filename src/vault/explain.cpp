// Explaining decisions: what the policies say to another principal of the tenant, and why. No field
// is opened; who asked about whom is in the log before the answer.
#include "vault/actions.hpp"
#include "vault/entries.hpp"
#include "vault/loading.hpp"
#include "vault/state.hpp"

#include "leadvault/vault/bound_caller.hpp"

namespace lv::vault {
namespace {

Result<store::PrincipalRow> find_principal(const Directory& directory, TenantId tenant,
                                           std::string_view id_or_name) {
  const auto id = parse_id<PrincipalTag>(id_or_name);
  auto found =
      id ? directory.principal(tenant, *id) : directory.principal_named(tenant, id_or_name);
  if (!found) return LV_FAIL(not_found, "there is no such principal");
  return std::move(*found);
}

// The principal as it would call now, with all its valid credentials or with one.
Result<policy::Caller> acting_as(const Vault::State& state, const store::PrincipalRow& row,
                                 const std::optional<CredentialId>& only) {
  const auto& directory = state.parts.directory;
  auto credentials = valid_credentials(directory, row, state.parts.clock.now());
  if (only) {
    const auto known = directory.credential(row.tenant, *only);
    if (!known || known->principal != row.principal)
      return LV_FAIL(not_found, "there is no such credential");
    std::erase_if(credentials, [&](const auto& one) { return one.credential != *only; });
  }
  return caller_like(row, credentials);
}

policy::ReadQuestion reading_of(Vault::State& state, const policy::Caller& acting,
                                const PolicyQuestion& question, Time now) {
  policy::ReadQuestion reading{question.action, question.purpose, question.fields, {}};
  if (question.action.number == action::export_leads) {
    reading.exported.emplace().records_today = state.exports.add(acting.principal, 0, now) + 1;
  }
  return reading;
}

} // namespace

Task<PolicyCase> Vault::policy_case(policy::Caller caller, PolicyQuestion question) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::read_policies, lead::PurposeId{}));
  LV_CO_TRY(principal, find_principal(state.parts.directory, caller.tenant, question.principal));
  LV_CO_TRY(acting, acting_as(state, principal, question.credential));
  PolicyCase found;
  found.now = state.parts.clock.now();
  found.policies = state.parts.decider.policies();
  if (found.policies->digest() != policy_set)
    co_return LV_FAIL(moved, "the policies have changed; try again");
  found.facts = std::move(question.imagined);
  found.facts.tenant = caller.tenant;
  if (question.lead) {
    LV_CO_TRY(row, co_await load_live(state, caller.tenant, *question.lead));
    LV_CO_TRY(known, facts_of(row));
    found.facts = std::move(known);
  }
  found.reading = reading_of(state, acting, question, found.now);
  found.asks_action = question.fields.empty() || found.reading.exported;
  found.principal = std::move(principal);
  found.acting = std::move(acting);

  audit::QuestionBody body;
  body.action = question.action.number;
  body.principal = found.principal.principal;
  body.lead = question.lead.value_or(LeadId{});
  for (const auto& ask : question.fields) body.fields.insert(ask.field);
  audit::Append append;
  append.entries.push_back(
      entry_for(state, caller, policy_set, audit::EntryKind::policy_explained, std::move(body)));
  append.entries.back().purpose = question.purpose;
  expect_caller(append, caller);
  LV_CO_TRY(logged, co_await state.parts.audit.append(std::move(append)));
  if (logged.empty()) co_return LV_FAIL(internal, "a question was not logged");
  co_return found;
}

} // namespace lv::vault
