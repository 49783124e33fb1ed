// Which policy set an entry names when a reload falls between its decision and its writing.
#include "unit/vault/reloaded_behind.hpp"
#include "vault/actions.hpp"
#include "vault/state.hpp"

using namespace lv;
using namespace lv::test;

namespace {

constexpr std::int64_t index_ms = 10'000;

} // namespace

TEST_CASE("an entry names the policies that decided, not those in force when it is written",
          "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"qualification"});
  const auto admin = test.caller("administrator", {});
  const auto person =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto& parts = test.vault().state_for_test().parts;
  ReloadedBehind decider(*test.opened);
  vault::Vault vault({parts.store, parts.audit, parts.tenant_keys, parts.keyring, parts.catalogue,
                      decider, parts.directory, parts.clock});

  const auto names_its_set = [&](audit::EntryKind kind) {
    auto& index = test.opened->index();
    REQUIRE(index.wait_until(test.opened->audit().newest(), index_ms));
    audit::IndexQuery query;
    query.tenant = test.tenant;
    query.kinds.push_back(kind);
    const auto found = index.query(query).value();
    REQUIRE_FALSE(found.empty());
    CAPTURE(static_cast<int>(kind));
    CHECK(found.front().entry.policy_set == decider.decided_by);
    CHECK(found.front().entry.policy_set != decider.policy_set());
  };

  REQUIRE(run(vault.create(crm, test.person("Eve", "eve@example.com"), {})));
  names_its_set(audit::EntryKind::lead_created);
  REQUIRE(run(vault.list(crm, {}, {0, 10})));
  names_its_set(audit::EntryKind::list);
  REQUIRE(run(vault.search(crm, test.purpose("qualification"), 1, SecretText("ada@example.com"))));
  names_its_set(audit::EntryKind::search);
  vault::NewConsent consent;
  consent.purpose = test.purpose("qualification");
  consent.notice_version = "1";
  consent.jurisdiction = "DE";
  REQUIRE(run(vault.grant(crm, person, consent)));
  names_its_set(audit::EntryKind::consent_granted);
  REQUIRE(run(vault.withdraw(crm, person, test.purpose("qualification"))));
  names_its_set(audit::EntryKind::consent_withdrawn);
  REQUIRE_FALSE(run(vault.list(admin, {}, {0, 10})));
  names_its_set(audit::EntryKind::denial);
  vault::PolicyQuestion question;
  question.principal = to_text(crm.principal);
  question.action = policy::Action{vault::action::list_leads};
  const auto officer = test.caller("compliance_officer", {"audit"});
  CHECK(run(vault.policy_case(officer, question)).error().code() == Errc::moved);
  REQUIRE(run(vault.set_standing(admin, test.tenant, crm.principal, store::Standing::disabled)));
  names_its_set(audit::EntryKind::principal_changed);
}
