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

// An export is thought of that takes this lead alone.
std::vector<policy::Explained> explain_all(Vault::State& state, const policy::Policies& policies,
                                           const policy::Caller& caller,
                                           const policy::LeadFacts& facts,
                                           const PolicyQuestion& question) {
  const auto now = state.parts.clock.now();
  std::vector<policy::Explained> decisions;
  policy::ReadQuestion reading{question.action, question.purpose, question.fields, {}};
  if (question.action.number == action::export_leads) {
    reading.exported.emplace().records_today = state.exports.add(caller.principal, 0, now) + 1;
  }
  if (question.fields.empty() || question.action.number == action::export_leads) {
    decisions.push_back(
        policy::explain_action(policies, caller, question.action, question.purpose, now));
  }
  for (auto& one : policy::explain_read(policies, caller, facts, reading, now))
    decisions.push_back(std::move(one));
  return decisions;
}

} // namespace

Task<PolicyAnswer> Vault::explain(policy::Caller caller, PolicyQuestion question) {
  auto& state = *state_;
  LV_CO_CHECK(co_await permit_action(state, caller, action::read_policies, lead::PurposeId{}));
  LV_CO_TRY(principal, find_principal(state.parts.directory, caller.tenant, question.principal));
  LV_CO_TRY(acting, acting_as(state, principal, question.credential));
  auto facts = std::move(question.imagined);
  facts.tenant = caller.tenant;
  if (question.lead) {
    LV_CO_TRY(row, co_await load_live(state, caller.tenant, *question.lead));
    LV_CO_TRY(known, facts_of(row));
    facts = std::move(known);
  }
  PolicyAnswer answer;
  answer.explanation.policies = state.parts.decider.policies();
  const auto& policies = *answer.explanation.policies;
  answer.explanation.decisions = explain_all(state, policies, acting, facts, question);
  answer.principal = std::move(principal);
  answer.purposes = std::move(acting.purposes);

  audit::SystemBody body;
  body.code = question.action.number;
  body.number = question.fields.size();
  body.lead = question.lead.value_or(LeadId{});
  audit::Append append;
  append.entries.push_back(
      entry_for(state, caller, audit::EntryKind::policy_explained, std::move(body)));
  append.entries.back().purpose = question.purpose;
  append.entries.back().policy_set = policies.digest();
  expect_caller(append, caller);
  LV_CO_TRY(logged, co_await state.parts.audit.append(std::move(append)));
  if (logged.empty()) co_return LV_FAIL(internal, "a question was not logged");
  co_return answer;
}

} // namespace lv::vault
