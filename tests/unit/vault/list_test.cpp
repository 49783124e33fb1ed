#include "unit/vault/vault_fixture.hpp"

#include <future>

using namespace lv;
using namespace lv::test;

namespace {

// Of a lead that has moved to France since.
store::LeadRow row_before_a_move(VaultFixture& test, const policy::Caller& crm) {
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  auto old = test.opened->store().lead(test.tenant, lead).value().value();
  vault::LeadChange change;
  change.expected_version = 1;
  change.residency = "FR";
  REQUIRE(run(test.vault().update(crm, lead, change)));
  return old;
}

} // namespace

TEST_CASE("P4 a list shows no older state of a lead that was put back, and raises the alarm",
          "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto old = row_before_a_move(test, crm);
  const auto now = run(test.vault().list(crm, {}, {})).value();
  REQUIRE(now.leads.size() == 1);
  CHECK(now.leads.front().residency == "FR");

  test.put_back(old);
  const auto listed = run(test.vault().list(crm, {}, {}));
  REQUIRE_FALSE(listed);
  CHECK(listed.error().code() == Errc::stale_state);
  CHECK(test.vault().integrity_alarms() == 1);
}

TEST_CASE("P4 a consent forged in the store is not shown, and raises the alarm", "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto rep = test.caller("sales_rep", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  REQUIRE(run(test.vault().grant(rep, lead, consent)));
  REQUIRE(run(test.vault().withdraw(rep, lead, consent.purpose)));
  const auto events = run(test.vault().consents(rep, lead)).value();
  REQUIRE(events.size() == 2);

  auto forged = events.front();
  forged.event.id = make_id<ConsentTag>();
  forged.event.sequence = 3;
  std::promise<Result<void>> put;
  store::Write write;
  write.position = forged.position;
  write.job = [&](store::Transaction& transaction) {
    return transaction.append_consent(test.tenant, lead, forged);
  };
  write.done = [&](Result<void> done) { put.set_value(std::move(done)); };
  REQUIRE(test.opened->store().submit(std::move(write)));
  REQUIRE(put.get_future().get());
  const auto shown = run(test.vault().consents(rep, lead));
  REQUIRE_FALSE(shown);
  CHECK(shown.error().code() == Errc::integrity);
  CHECK(test.vault().integrity_alarms() == 1);
}

TEST_CASE("P4 a consent gives no seal to an older row that was put back", "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto old = row_before_a_move(test, crm);
  REQUIRE(run(test.vault().summary(crm, old.lead))); // from here on it is kept in memory
  test.put_back(old);
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  REQUIRE(run(test.vault().grant(crm, old.lead, consent)));
  const auto now = run(test.vault().list(crm, {}, {})).value();
  REQUIRE(now.leads.size() == 1);
  CHECK(now.leads.front().residency == "FR");
  CHECK(now.leads.front().version == 2);
}
