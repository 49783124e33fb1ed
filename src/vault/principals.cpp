// Tenants, principals and credentials: who may manage them, and the rules they obey.
#include "vault/actions.hpp"
#include "vault/directory_writes.hpp"
#include "vault/entries.hpp"
#include "vault/idempotency.hpp"
#include "vault/state.hpp"

#include <algorithm>

namespace lv::vault {
namespace {

constexpr std::int64_t day_us = 24LL * 3600 * 1'000'000;
constexpr std::string_view operator_role = "operator";

bool plain_name(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") ==
         std::string_view::npos;
}

// Principals may be managed in the caller's own tenant; in others only from the system tenant.
Result<void> reach(const Vault::State& state, const policy::Caller& caller, TenantId tenant) {
  const bool reachable = caller.tenant == tenant || caller.tenant == system_tenant;
  if (reachable && state.parts.directory.tenant(tenant)) return {};
  return LV_FAIL(not_found, "there is no such tenant");
}

void sort_unique(std::vector<std::uint16_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

std::vector<std::uint16_t> role_numbers(const lead::Catalogue& catalogue, TenantId tenant,
                                        const std::vector<std::string>& names,
                                        Violations& violations) {
  std::vector<std::uint16_t> numbers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto* role = catalogue.role(names[i]);
    const auto pointer = "/roles/" + std::to_string(i);
    if (role == nullptr) {
      violations.push_back({pointer, "unknown-role", "no role has this name"});
    } else if ((role->name == operator_role) != (tenant == system_tenant)) {
      violations.push_back(
          {pointer, "role-not-here", "the operator role and the system tenant go together"});
    } else {
      numbers.push_back(role->id);
    }
  }
  sort_unique(numbers);
  return numbers;
}

std::vector<std::uint16_t> purpose_numbers(const lead::Catalogue& catalogue,
                                           const std::vector<std::string>& names,
                                           Violations& violations) {
  std::vector<std::uint16_t> numbers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (const auto* purpose = catalogue.purpose(names[i])) {
      numbers.push_back(purpose->id.value);
    } else {
      violations.push_back(
          {"/purposes/" + std::to_string(i), "unknown-purpose", "no purpose has this name"});
    }
  }
  sort_unique(numbers);
  return numbers;
}

} // namespace

Task<store::TenantRow> Vault::create_tenant(policy::Caller caller, std::string name,
                                            std::optional<Idempotency> idempotency) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::manage_tenants, lead::PurposeId{}));
  LV_CO_TRY(once, Once::enter(state, caller, idempotency));
  if (once.seen()) {
    auto made = state.parts.directory.tenant(TenantId{once.seen()->object});
    if (!made) co_return LV_FAIL(not_found, "there is no such tenant any more");
    co_return std::move(*made);
  }
  if (!plain_name(name) || name.find_first_of("._") != std::string::npos) {
    co_return LV_FAIL(invalid, "a tenant's name has 1 to 64 of a-z, 0-9 and dash");
  }
  if (state.parts.directory.tenant_named(name)) {
    co_return LV_FAIL(conflict, "there is already a tenant of this name");
  }
  store::TenantRow row;
  row.tenant = make_id<TenantTag>();
  row.log = make_id<LogTag>();
  row.name = std::move(name);
  row.created_at = state.parts.clock.now();
  auto left = once.row({row.tenant.bytes});
  co_return co_await add_tenant(state, caller, policy_set, std::move(row), std::move(left));
}

Task<store::PrincipalRow> Vault::create_principal(policy::Caller caller, TenantId tenant,
                                                  NewPrincipal principal, Violations& violations,
                                                  std::optional<Idempotency> idempotency) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::manage_principals, lead::PurposeId{}));
  LV_CO_CHECK(reach(state, caller, tenant));
  LV_CO_TRY(once, Once::enter(state, caller, idempotency));
  if (once.seen()) {
    auto made = state.parts.directory.principal(tenant, PrincipalId{once.seen()->object});
    if (!made) co_return LV_FAIL(not_found, "there is no such principal any more");
    co_return std::move(*made);
  }
  store::PrincipalRow row;
  if (!plain_name(principal.name)) {
    violations.push_back({"/name", "name-syntax", "1 to 64 of a-z, 0-9, dot, dash, underscore"});
  }
  row.roles = role_numbers(*state.parts.catalogue, tenant, principal.roles, violations);
  if (!violations.empty()) co_return LV_FAIL(invalid, "the principal breaks a rule");
  if (state.parts.directory.principal_named(tenant, principal.name)) {
    co_return LV_FAIL(conflict, "there is already a principal of this name");
  }
  row.tenant = tenant;
  row.principal = make_id<PrincipalTag>();
  row.kind = principal.kind;
  row.name = std::move(principal.name);
  row.created_at = state.parts.clock.now();
  DirectoryChange change{audit::EntryKind::principal_created, policy_set, 0, Position{},
                         once.row({row.principal.bytes})};
  co_return co_await write_principal(state, caller, std::move(row), std::move(change));
}

Task<store::PrincipalRow> Vault::set_standing(policy::Caller caller, TenantId tenant,
                                              PrincipalId principal, store::Standing standing) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::manage_principals, lead::PurposeId{}));
  LV_CO_CHECK(reach(state, caller, tenant));
  auto row = state.parts.directory.principal(tenant, principal);
  if (!row) co_return LV_FAIL(not_found, "there is no such principal");
  // So that somebody stays who can undo it.
  if (principal == caller.principal && standing != store::Standing::active)
    co_return LV_FAIL(conflict, "nobody disables itself: another administrator does");
  const DirectoryChange change{audit::EntryKind::principal_changed,
                               policy_set,
                               static_cast<std::uint16_t>(standing),
                               row->position,
                               {}};
  row->standing = standing;
  co_return co_await write_principal(state, caller, std::move(*row), change);
}

Task<IssuedCredential> Vault::issue(policy::Caller caller, TenantId tenant, PrincipalId principal,
                                    NewCredential credential, Violations& violations,
                                    std::optional<Idempotency> idempotency) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::manage_principals, lead::PurposeId{}));
  LV_CO_CHECK(reach(state, caller, tenant));
  if (!state.parts.directory.principal(tenant, principal)) {
    co_return LV_FAIL(not_found, "there is no such principal");
  }
  // Or a tenant could bind another's certificate first and take its calls for its own.
  if (credential.certificate_spki && caller.tenant != system_tenant) {
    Error reason = LV_FAIL(forbidden, "client certificates are registered by the operator");
    co_return co_await refuse_action(state, caller, policy_set, action::manage_principals,
                                     lead::PurposeId{}, reason);
  }
  LV_CO_TRY(once, Once::enter(state, caller, idempotency));
  if (once.seen()) {
    auto made = state.parts.directory.credential(tenant, CredentialId{once.seen()->object});
    if (!made) co_return LV_FAIL(not_found, "there is no such credential any more");
    co_return IssuedCredential{std::move(*made), SecretText()}; // the key was shown once
  }
  store::CredentialRow row;
  row.purposes = purpose_numbers(*state.parts.catalogue, credential.purposes, violations);
  if (credential.valid_days < 1 || credential.valid_days > limits::credential_valid_days_max) {
    violations.push_back({"/valid_days", "out-of-range", "1 to 366 days"});
  }
  if (!violations.empty()) co_return LV_FAIL(invalid, "the credential breaks a rule");
  row.tenant = tenant;
  row.principal = principal;
  row.credential = make_id<CredentialTag>();
  row.created_at = state.parts.clock.now();
  row.expires_at = Time{row.created_at.us + credential.valid_days * day_us};
  SecretText shown;
  if (credential.certificate_spki) {
    if (state.parts.directory.certificate_in_use(*credential.certificate_spki)) {
      co_return LV_FAIL(conflict, "this certificate belongs to a credential that is still valid");
    }
    row.kind = store::CredentialKind::client_certificate;
    row.secret_hash = *credential.certificate_spki;
  } else {
    shown = give_api_key(state, row);
  }
  DirectoryChange change{audit::EntryKind::credential_created, policy_set, 0, Position{},
                         once.row({row.credential.bytes})};
  LV_CO_TRY(stored, co_await write_credential(state, caller, std::move(row), std::move(change)));
  co_return IssuedCredential{std::move(stored), std::move(shown)};
}

Task<void> Vault::revoke(policy::Caller caller, TenantId tenant, CredentialId credential) {
  auto& state = *state_;
  LV_CO_TRY(policy_set,
            co_await permit_action(state, caller, action::manage_principals, lead::PurposeId{}));
  LV_CO_CHECK(reach(state, caller, tenant));
  auto row = state.parts.directory.credential(tenant, credential);
  if (!row) co_return LV_FAIL(not_found, "there is no such credential");
  if (credential == caller.credential)
    co_return LV_FAIL(conflict, "no call revokes the credential that it came with: use another");
  const DirectoryChange change{
      audit::EntryKind::credential_revoked, policy_set, 0, row->position, {}};
  row->standing = store::Standing::disabled;
  LV_CO_TRY(stored, co_await write_credential(state, caller, std::move(*row), change));
  if (stored.position == change.before) co_return LV_FAIL(internal, "a revocation was not stored");
  co_return Result<void>();
}

// Nobody is there yet to give permission: this works in an empty directory only. What it makes is
// in the log like any other change.
Task<SecretText> Vault::first_operator() {
  auto& state = *state_;
  const auto* role = state.parts.catalogue->role(operator_role);
  if (role == nullptr) co_return LV_FAIL(config, "the catalogue has no role named operator");
  if (!state.parts.directory.tenants().empty()) {
    co_return LV_FAIL(conflict, "the vault already has its operator");
  }
  policy::Caller nobody;
  nobody.tenant = system_tenant;
  const auto policy_set = state.parts.decider.policy_set();
  store::TenantRow tenant;
  tenant.tenant = system_tenant;
  const auto system_log = state.parts.audit.tenant_log(system_tenant); // opened with the log
  if (!system_log) co_return LV_FAIL(internal, "the system log is not open");
  tenant.log = *system_log;
  tenant.name = "system";
  tenant.created_at = state.parts.clock.now();
  LV_CO_TRY(system,
            co_await add_tenant(state, nobody, policy_set, std::move(tenant), std::nullopt));

  store::PrincipalRow principal;
  principal.tenant = system_tenant;
  principal.principal = make_id<PrincipalTag>();
  principal.kind = store::PrincipalKind::user;
  principal.name = "operator";
  principal.roles.push_back(role->id);
  principal.created_at = system.created_at;
  const DirectoryChange added{audit::EntryKind::principal_created, policy_set, 0, Position{}, {}};
  LV_CO_TRY(person, co_await write_principal(state, nobody, std::move(principal), added));

  store::CredentialRow credential;
  credential.tenant = system_tenant;
  credential.principal = person.principal;
  credential.credential = make_id<CredentialTag>();
  credential.created_at = system.created_at;
  credential.expires_at = Time{system.created_at.us + limits::credential_valid_days_max * day_us};
  auto shown = give_api_key(state, credential);
  const DirectoryChange issued{audit::EntryKind::credential_created, policy_set, 0, Position{}, {}};
  LV_CO_TRY(stored, co_await write_credential(state, nobody, std::move(credential), issued));
  if (stored.position == Position{}) co_return LV_FAIL(internal, "the operator was not stored");
  co_return std::move(shown);
}

} // namespace lv::vault
