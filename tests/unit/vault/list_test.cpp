#include "unit/vault/vault_fixture.hpp"

#include <future>

using namespace lv;
using namespace lv::test;

TEST_CASE("P4 a list shows no older state of a lead that was put back, and raises the alarm",
          "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto old = test.opened->store().lead(test.tenant, lead).value().value();
  vault::LeadChange change;
  change.expected_version = 1;
  change.residency = "FR";
  REQUIRE(run(test.vault().update(crm, lead, change)));
  const auto now = run(test.vault().list(crm, {}, {})).value();
  REQUIRE(now.leads.size() == 1);
  CHECK(now.leads.front().residency == "FR");

  std::promise<Result<void>> put;
  store::Write write;
  write.position = old.position;
  write.job = [&](store::Transaction& transaction) { return transaction.update_lead(old); };
  write.done = [&](Result<void> done) { put.set_value(std::move(done)); };
  REQUIRE(test.opened->store().submit(std::move(write)));
  REQUIRE(put.get_future().get());
  const auto listed = run(test.vault().list(crm, {}, {}));
  REQUIRE_FALSE(listed);
  CHECK(listed.error().code() == Errc::stale_state);
  CHECK(test.vault().integrity_alarms() == 1);
}
