#include "unit/vault/vault_fixture.hpp"
#include "vault/idempotency.hpp"

using namespace lv;
using namespace lv::test;

namespace {

vault::Idempotency order(VaultFixture& test) {
  vault::Idempotency key;
  key.route = 1;
  key.key = "order-66";
  key.fingerprint = test.vault().fingerprint("test", bytes_of("payload"));
  return key;
}

} // namespace

TEST_CASE("an idempotent create makes one lead, and another payload under its key is refused",
          "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  auto key = order(test);
  const auto first = run(test.vault().create(crm, test.person("Ada", "ada@example.com"), key));
  const auto again = run(test.vault().create(crm, test.person("Ada", "ada@example.com"), key));
  REQUIRE(first);
  REQUIRE(again);
  CHECK(first->lead == again->lead);
  key.fingerprint = test.vault().fingerprint("test", bytes_of("another"));
  CHECK(run(test.vault().create(crm, test.person("Eve", "eve@example.com"), key)).error().code() ==
        Errc::idempotency_mismatch);
  CHECK(run(test.vault().list(crm, {}, {})).value().leads.size() == 1);
}

TEST_CASE("a request whose key is being processed is refused until that one has ended", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto key = order(test);
  {
    const auto running = vault::Once::enter(test.vault().state_for_test(), crm, key);
    REQUIRE(running);
    CHECK(
        run(test.vault().create(crm, test.person("Ada", "ada@example.com"), key)).error().code() ==
        Errc::idempotency_running);
  }
  CHECK(run(test.vault().create(crm, test.person("Ada", "ada@example.com"), key)));
}
