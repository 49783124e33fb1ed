#include "vault/entries.hpp"

#include "vault/state.hpp"

namespace lv::vault {

audit::Entry entry_for(const Vault::State& state, const policy::Caller& caller,
                       const Digest& policy_set, audit::EntryKind kind, audit::Body body) {
  auto entry = system_entry(state, caller.tenant, kind, std::move(body));
  name_caller(entry, caller);
  entry.policy_set = policy_set;
  return entry;
}

void name_caller(audit::Entry& entry, const policy::Caller& caller) {
  entry.request = caller.request;
  entry.principal = caller.principal;
  entry.credential = caller.credential;
  entry.on_behalf_of = caller.on_behalf_of;
  entry.source_tag = caller.source_tag;
}

audit::Entry system_entry(const Vault::State& state, TenantId tenant, audit::EntryKind kind,
                          audit::Body body) {
  audit::Entry entry;
  entry.kind = kind;
  entry.tenant = tenant;
  entry.policy_set = state.parts.decider.policy_set();
  entry.catalogue = state.parts.decider.catalogue();
  entry.body = std::move(body);
  return entry;
}

void expect_caller(audit::Append& append, const policy::Caller& caller) {
  append.expectations.push_back({caller.principal.bytes, caller.principal_position});
  append.expectations.push_back({caller.credential.bytes, caller.credential_position});
}

Async<Error> refuse_action(Vault::State& state, const policy::Caller& caller,
                           const Digest& policy_set, std::uint16_t action, lead::PurposeId purpose,
                           Error error) {
  audit::DenialBody body;
  body.action = action;
  body.reason = static_cast<std::uint16_t>(error.code());
  audit::Append append;
  append.lane = audit::Lane::denial;
  append.entries.push_back(
      entry_for(state, caller, policy_set, audit::EntryKind::denial, std::move(body)));
  append.entries.back().purpose = purpose;
  auto logged = co_await state.parts.audit.append(std::move(append));
  co_return logged ? error : logged.error();
}

Result<void> check_not_expired(const Vault::State& state, const policy::Caller& caller) {
  if (caller.expires_at.us == 0 || state.parts.clock.now() < caller.expires_at) return {};
  return LV_FAIL(unauthenticated, "the credential has expired");
}

Task<Digest> permit_action(Vault::State& state, const policy::Caller& caller, std::uint16_t action,
                           lead::PurposeId purpose) {
  LV_CO_CHECK(state.check_open());
  LV_CO_CHECK(check_not_expired(state, caller));
  auto decided = state.parts.decider.decide_action(caller, policy::Action{action}, purpose);
  if (decided.allowed) co_return decided.policy_set;
  co_return co_await refuse_action(state, caller, decided.policy_set, action, purpose,
                                   decided.allowed.error());
}

} // namespace lv::vault
