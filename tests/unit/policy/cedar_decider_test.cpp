#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/cedar_decider.hpp"

#include <algorithm>

using namespace lv;
using policy::View;

namespace {

// Plain policies decide, for one lead with or without consents.
struct Desk {
  SystemClock clock;
  std::shared_ptr<const policy::Policies> policies = test::plain_policies();
  const lead::Catalogue* catalogue = &policies->catalogue();
  std::unique_ptr<policy::CedarDecider> decider =
      std::make_unique<policy::CedarDecider>(policies, clock);
  policy::LeadFacts facts = some_lead();
  Time now{1'000'000};

  static policy::LeadFacts some_lead() {
    policy::LeadFacts facts;
    facts.lead = make_id<LeadTag>();
    facts.version = 3;
    facts.position = Position::of(1, 42);
    return facts;
  }

  lead::PurposeId purpose(std::string_view name) const { return catalogue->purpose(name)->id; }

  policy::Caller caller(std::string_view role, std::vector<std::string_view> purposes) const {
    policy::Caller caller;
    caller.tenant = make_id<TenantTag>();
    caller.roles.push_back(catalogue->role(role)->id);
    for (const auto name : purposes) caller.purposes.push_back(purpose(name));
    std::sort(caller.purposes.begin(), caller.purposes.end());
    return caller;
  }

  policy::Decision ask(const policy::Caller& caller, std::string_view why,
                       std::vector<std::string_view> fields, View view = View::value) const {
    policy::ReadQuestion question;
    question.action = policy::Action{catalogue->action("readField")->id};
    question.purpose = purpose(why);
    for (const auto name : fields) question.fields.push_back({catalogue->field(name)->id, view});
    return decider->decide_read(caller, facts, question, now);
  }

  lead::FieldId field(std::string_view name) const { return catalogue->field(name)->id; }

  void record(lead::ConsentEventKind kind, std::string_view why, Time expiry = Time{}) {
    lead::ConsentEvent event;
    event.id = make_id<ConsentTag>();
    event.purpose = purpose(why);
    event.sequence = facts.consents.next_sequence();
    event.kind = kind;
    event.basis = lead::LegalBasis::consent;
    event.time = now;
    event.expiry = expiry;
    facts.consents.apply(event);
  }
};

const policy::PermitData& permit(const policy::Decision& decision) {
  REQUIRE(std::holds_alternative<policy::Permit>(decision));
  return std::get<policy::Permit>(decision).data();
}

Errc denial(const policy::Decision& decision) {
  REQUIRE(std::holds_alternative<policy::Denial>(decision));
  return std::get<policy::Denial>(decision).reason;
}

} // namespace

TEST_CASE("a role's grant releases the value, its mask the mask, and nothing else", "[policy]") {
  Desk desk;
  const auto rep = desk.caller("sales_rep", {"qualification"});
  const auto decision = desk.ask(rep, "qualification", {"given_name", "email", "date_of_birth"});
  const auto& data = permit(decision);
  CHECK(data.released.contains(desk.field("given_name")));
  CHECK(data.masked.contains(desk.field("email")));
  CHECK_FALSE(data.released.contains(desk.field("email")));
  REQUIRE(data.withheld.size() == 1);
  CHECK(data.withheld.front().field == desk.field("date_of_birth"));
  CHECK(data.withheld.front().reason == Errc::not_permitted);
}

TEST_CASE("a granted value is masked when only the mask is asked for", "[policy]") {
  Desk desk;
  const auto crm = desk.caller("crm_integration", {"qualification"});
  const auto decision = desk.ask(crm, "qualification", {"email"}, View::mask);
  CHECK(permit(decision).masked.contains(desk.field("email")));
  CHECK_FALSE(permit(decision).released.contains(desk.field("email")));
}

TEST_CASE("P6: what no role grants is not permitted", "[policy]") {
  Desk desk;
  const auto officer = desk.caller("compliance_officer", {"audit"});
  CHECK(denial(desk.ask(officer, "audit", {"email"})) == Errc::not_permitted);
  policy::Caller nobody;
  nobody.purposes.push_back(desk.purpose("qualification"));
  CHECK(denial(desk.ask(nobody, "qualification", {"email"})) == Errc::not_permitted);
}

TEST_CASE("P6: a purpose that is not bound to the credential is forbidden", "[policy]") {
  Desk desk;
  const auto crm = desk.caller("crm_integration", {"qualification"});
  CHECK(denial(desk.ask(crm, "contract", {"email"})) == Errc::forbidden);
  const auto action = policy::Action{desk.catalogue->action("searchLeads")->id};
  CHECK(desk.decider->decide_action(crm, action, desk.purpose("contract")).allowed.error().code() ==
        Errc::purpose_not_bound);
  CHECK(desk.decider->decide_action(crm, action, desk.purpose("qualification")).allowed);
}

TEST_CASE("a purpose that needs consent releases only while one is in force", "[policy]") {
  Desk desk;
  const auto crm = desk.caller("crm_integration", {"sales_outreach"});
  CHECK(denial(desk.ask(crm, "sales_outreach", {"email"})) == Errc::consent_missing);
  desk.record(lead::ConsentEventKind::granted, "email_marketing");
  CHECK(denial(desk.ask(crm, "sales_outreach", {"email"})) == Errc::consent_missing);
  desk.record(lead::ConsentEventKind::granted, "sales_outreach", Time{desk.now.us + 10});
  const auto decision = desk.ask(crm, "sales_outreach", {"email"});
  CHECK(permit(decision).released.contains(desk.field("email")));
  CHECK_FALSE(permit(decision).consent.is_zero());
  desk.now.us += 10;
  CHECK(denial(desk.ask(crm, "sales_outreach", {"email"})) == Errc::consent_missing);
  desk.record(lead::ConsentEventKind::granted, "sales_outreach");
  CHECK(permit(desk.ask(crm, "sales_outreach", {"email"})).lead == desk.facts.lead);
  desk.record(lead::ConsentEventKind::withdrawn, "sales_outreach");
  CHECK(denial(desk.ask(crm, "sales_outreach", {"email"})) == Errc::consent_missing);
}

TEST_CASE("the weightiest reason is the denial's: a field's own reason stays with it", "[policy]") {
  Desk desk;
  const auto crm = desk.caller("crm_integration", {"sales_outreach"});
  const auto decision = desk.ask(crm, "sales_outreach", {"email", "health_note"});
  CHECK(denial(decision) == Errc::consent_missing);
  const auto& withheld = std::get<policy::Denial>(decision).withheld;
  REQUIRE(withheld.size() == 2);
  CHECK(withheld[0].reason == Errc::consent_missing);
  CHECK(withheld[1].reason == Errc::not_permitted);
}

TEST_CASE("a permit names what it was decided on", "[policy]") {
  Desk desk;
  const auto crm = desk.caller("crm_integration", {"qualification"});
  const auto decision = desk.ask(crm, "qualification", {"email"});
  const auto& data = permit(decision);
  CHECK(data.tenant == crm.tenant);
  CHECK(data.lead == desk.facts.lead);
  CHECK(data.version == 3);
  CHECK(data.lead_position == desk.facts.position);
  CHECK(data.purpose == desk.purpose("qualification"));
  CHECK(data.policy_set == desk.decider->policy_set());
}
