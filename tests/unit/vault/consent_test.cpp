// A lead's consent events, at the most it may have of them.
#include "unit/vault/vault_fixture.hpp"

using namespace lv;
using namespace lv::test;

namespace {

struct Consenting {
  Consenting() {
    lead = run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  }

  Result<vault::ConsentRecorded> grant(const char* purpose,
                                       std::optional<vault::Idempotency> once = {}) {
    vault::NewConsent consent;
    consent.purpose = test.purpose(purpose);
    return run(test.vault().grant(crm, lead, consent, once));
  }
  Result<vault::ConsentRecorded> withdraw(const char* purpose) {
    return run(test.vault().withdraw(crm, lead, test.purpose(purpose)));
  }
  std::size_t events() { return run(test.vault().consents(crm, lead)).value().size(); }
  std::string read() {
    auto asked = test.question("sales_outreach", {"email"});
    return outcome_of(run(test.vault().read(crm, lead, asked)));
  }

  VaultFixture test;
  policy::Caller crm = test.caller("crm_integration", {"sales_outreach", "email_marketing"});
  LeadId lead;
};

} // namespace

TEST_CASE("a lead with the most consent events takes no grant and every withdrawal", "[vault]") {
  Consenting lead;
  for (std::uint32_t i = 1; i < limits::lead_consents_max; ++i)
    REQUIRE(lead.grant("sales_outreach"));
  const vault::Idempotency once{7, "the-last-one", Digest{}};
  const auto last = lead.grant("sales_outreach", once);
  REQUIRE(last);
  CHECK(last->sequence == limits::lead_consents_max);

  const auto refused = lead.grant("email_marketing");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Errc::conflict);
  CHECK(lead.grant("sales_outreach", once)->consent == last->consent); // answered before
  CHECK(lead.read().find("ada@example.com") != std::string::npos);

  const auto withdrawn = lead.withdraw("sales_outreach");
  REQUIRE(withdrawn);
  CHECK(withdrawn->sequence == limits::lead_consents_max + 1);
  CHECK_FALSE(withdrawn->receipt.empty());
  CHECK(lead.read() == "consent-missing");
  // Of a purpose that was never granted: once.
  CHECK(lead.withdraw("email_marketing")->sequence == limits::lead_consents_max + 2);

  const auto before = lead.test.opened->audit().newest();
  const auto again = lead.withdraw("sales_outreach");
  REQUIRE(again);
  CHECK(again->consent == withdrawn->consent);
  CHECK(again->sequence == withdrawn->sequence);
  CHECK(again->receipt.empty());
  CHECK(lead.withdraw("email_marketing")->receipt.empty());
  CHECK(lead.test.opened->audit().newest() == before);
  CHECK(lead.events() == limits::lead_consents_max + 2);
  CHECK_FALSE(lead.grant("sales_outreach"));

  lead.test.reopen();
  CHECK(lead.read() == "consent-missing");
  CHECK(lead.withdraw("sales_outreach")->consent == withdrawn->consent);
}

TEST_CASE("below the limit each withdrawal is an event, whatever was said before", "[vault]") {
  Consenting lead;
  CHECK(lead.withdraw("sales_outreach")->sequence == 1);
  CHECK(lead.withdraw("sales_outreach")->sequence == 2);
  CHECK(lead.events() == 2);
}
