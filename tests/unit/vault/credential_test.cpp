#include "unit/vault/vault_fixture.hpp"

#include "leadvault/crypto/token.hpp"

using namespace lv;
using namespace lv::test;

namespace {

vault::NewCredential certificate(const Digest& spki) {
  vault::NewCredential wanted;
  wanted.valid_days = 1;
  wanted.certificate_spki = spki;
  return wanted;
}

PrincipalId principal_in(VaultFixture& test, TenantId tenant, const char* name) {
  Violations violations;
  vault::NewPrincipal wanted;
  wanted.name = name;
  wanted.roles.emplace_back("crm_integration");
  return run(test.vault().create_principal(test.system_operator(), tenant, wanted, violations))
      .value()
      .principal;
}

} // namespace

TEST_CASE("P6 nothing is written, listed or found for a credential revoked after it was checked",
          "[vault]") {
  VaultFixture test;
  const auto admin = test.caller("administrator", {});
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  REQUIRE(run(test.vault().revoke(admin, admin.tenant, crm.credential)));

  const auto before = run(test.vault().list(test.caller("compliance_officer", {}), {}, {})).value();
  CHECK_FALSE(run(test.vault().create(crm, test.person("Eve", "eve@example.com"), {})));
  vault::ImportRow row{"1", test.person("Eve", "eve@example.com")};
  CHECK_FALSE(run(test.vault().import_rows(crm, "page", std::vector<vault::ImportRow>(1, row))));
  vault::LeadChange change;
  change.expected_version = 1;
  change.residency = "FR";
  CHECK_FALSE(run(test.vault().update(crm, lead, change)));
  CHECK_FALSE(run(test.vault().list(crm, {}, {})));
  CHECK_FALSE(run(test.vault().summary(crm, lead)));
  const auto index = test.catalogue->field("email")->index;
  CHECK_FALSE(run(test.vault().search(crm, test.purpose("sales_outreach"), index,
                                      SecretText("ada@example.com"))));
  CHECK_FALSE(run(test.vault().erase(crm, lead)));
  const auto after = run(test.vault().list(test.caller("compliance_officer", {}), {}, {})).value();
  REQUIRE(after.leads.size() == before.leads.size());
  CHECK(after.leads.front().version == 1);
}

TEST_CASE("P6 an expired API key is refused, and what it began before goes no further", "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"qualification"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto asked = test.question("qualification", {"email"});
  Violations violations;
  vault::NewCredential wanted;
  wanted.valid_days = 1;
  const auto issued = run(test.vault().issue(test.system_operator(), test.tenant, crm.principal,
                                             wanted, violations))
                          .value();
  const auto& directory = test.opened->directory();
  REQUIRE(directory.authenticate_api_key(issued.api_key, make_id<RequestTag>()));
  REQUIRE(run(test.vault().read(crm, lead, asked)));

  test.clock.ahead_us = 24LL * 3600 * 1'000'000;
  const auto late = directory.authenticate_api_key(issued.api_key, make_id<RequestTag>());
  REQUIRE_FALSE(late);
  CHECK(late.error().code() == Errc::unauthenticated);
  CHECK(run(test.vault().read(crm, lead, asked)).error().code() == Errc::unauthenticated);
  std::uint64_t next = 0;
  CHECK(run(test.vault().export_page(crm, {}, {}, asked, next)).error().code() ==
        Errc::unauthenticated);
  CHECK(run(test.vault().erase(crm, lead)).error().code() == Errc::unauthenticated);
}

TEST_CASE("a revoked administrator's last request makes no credential", "[vault]") {
  VaultFixture test;
  const auto chief = test.caller("administrator", {});
  const auto admin = test.caller("administrator", {});
  REQUIRE(run(test.vault().revoke(chief, chief.tenant, admin.credential)));
  Violations violations;
  vault::NewCredential wanted;
  wanted.valid_days = 1;
  CHECK_FALSE(run(test.vault().issue(admin, test.tenant, admin.principal, wanted, violations)));
}

TEST_CASE("no administrator locks itself out, and another may", "[vault]") {
  VaultFixture test;
  const auto one = test.caller("administrator", {});
  const auto other = test.caller("administrator", {});
  const auto disable = [&](const policy::Caller& by, const policy::Caller& whom) {
    return run(
        test.vault().set_standing(by, test.tenant, whom.principal, store::Standing::disabled));
  };
  CHECK(run(test.vault().revoke(one, test.tenant, one.credential)).error().code() ==
        Errc::conflict);
  CHECK(disable(one, one).error().code() == Errc::conflict);
  CHECK(disable(one, other));
}

TEST_CASE("P9 a tenant's own administrator binds no client certificate", "[vault]") {
  VaultFixture test;
  const auto admin = test.caller("administrator", {});
  Violations violations;
  const auto refused = run(
      test.vault().issue(admin, test.tenant, admin.principal, certificate(Digest{7}), violations));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Errc::forbidden);
}

TEST_CASE("P9 a client certificate in use cannot be bound again, by whichever tenant", "[vault]") {
  VaultFixture test;
  const auto other = run(test.vault().create_tenant(test.system_operator(), "other")).value();
  const auto ours = principal_in(test, test.tenant, "ours");
  const auto theirs = principal_in(test, other.tenant, "theirs");
  const Digest spki{7, 7, 7};
  Violations violations;
  const auto operator_ = test.system_operator();
  const auto first =
      run(test.vault().issue(operator_, test.tenant, ours, certificate(spki), violations)).value();
  const auto taken =
      run(test.vault().issue(operator_, other.tenant, theirs, certificate(spki), violations));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code() == Errc::conflict);
  const auto who = test.opened->directory().authenticate_certificate(spki, make_id<RequestTag>());
  REQUIRE(who);
  CHECK(who->tenant == test.tenant);

  // Once revoked it may be bound anew, and the old row takes nothing back, not even after a
  // restart.
  auto admin = test.caller("administrator", {});
  REQUIRE(run(test.vault().revoke(admin, admin.tenant, first.row.credential)));
  REQUIRE(run(test.vault().issue(operator_, other.tenant, theirs, certificate(spki), violations)));
  admin.request = make_id<RequestTag>();
  REQUIRE(run(test.vault().revoke(admin, admin.tenant, first.row.credential)));
  CHECK(test.opened->directory()
            .authenticate_certificate(spki, make_id<RequestTag>())
            .value()
            .tenant == other.tenant);
  test.reopen();
  CHECK(test.opened->directory()
            .authenticate_certificate(spki, make_id<RequestTag>())
            .value()
            .tenant == other.tenant);
}

TEST_CASE("P6 that a key was verified helps no other key of its credential", "[vault]") {
  VaultFixture test;
  const auto person = principal_in(test, test.tenant, "verified");
  Violations violations;
  const auto key = run(test.vault().issue(test.system_operator(), test.tenant, person,
                                          vault::NewCredential{}, violations))
                       .value();
  const auto refused = [&](std::string_view text) {
    const auto caller = test.opened->directory().authenticate_api_key(text, make_id<RequestTag>());
    return !caller && caller.error().code() == Errc::unauthenticated;
  };
  const crypto::ApiKey guess{key.row.credential, Secret::random(32)};
  const auto guessed = crypto::encode_api_key(guess);
  for (int i = 0; i < 2; ++i) {
    CHECK_FALSE(refused(key.api_key));
    CHECK(refused(guessed));
  }
  auto revoked = key.row;
  revoked.standing = store::Standing::disabled;
  test.opened->directory().put(revoked);
  CHECK(refused(key.api_key));
  auto replaced = key.row; // another secret under the same credential
  replaced.secret_hash[0] ^= 1;
  test.opened->directory().put(replaced);
  CHECK(refused(key.api_key));
}

TEST_CASE("P6 an API key and a certificate are refused from the moment they expire", "[vault]") {
  VaultFixture test;
  const auto person = principal_in(test, test.tenant, "short-lived");
  Violations violations;
  vault::NewCredential wanted;
  wanted.valid_days = 1;
  const Digest spki{9, 9, 9};
  const auto operator_ = test.system_operator();
  const auto key =
      run(test.vault().issue(operator_, test.tenant, person, wanted, violations)).value();
  const auto bound =
      run(test.vault().issue(operator_, test.tenant, person, certificate(spki), violations))
          .value();
  const auto by_key = [&] {
    return test.opened->directory().authenticate_api_key(key.api_key, make_id<RequestTag>());
  };
  const auto by_certificate = [&] {
    return test.opened->directory().authenticate_certificate(spki, make_id<RequestTag>());
  };
  constexpr std::int64_t minute_us = 60'000'000;
  const std::int64_t key_left = key.row.expires_at.us - test.clock.now().us;
  test.clock.ahead_us = key_left - minute_us;
  CHECK(by_key());
  CHECK(by_certificate());
  REQUIRE(bound.row.expires_at.us - key.row.expires_at.us < minute_us);
  test.clock.ahead_us = key_left + minute_us;
  for (int start = 0; start < 2; ++start) {
    REQUIRE_FALSE(by_key());
    CHECK(by_key().error().code() == Errc::unauthenticated);
    REQUIRE_FALSE(by_certificate());
    CHECK(by_certificate().error().code() == Errc::unauthenticated);
    test.reopen();
  }
}
