// What the vault makes of what the policies say: masks, codes, failures, and what is remembered.
#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/cedar_decider.hpp"

using namespace lv;
using policy::View;

namespace {

constexpr const char* permit_all =
    "@id(\"all\") permit (principal, action, resource is Lead);\n"
    "@id(\"calls\") permit (principal, action, resource is Tenant);\n";

std::shared_ptr<const policy::Policies> policies_of(const std::string& text) {
  auto texts = test::plain_texts();
  texts.files = {{"own.cedar", text}};
  Violations findings;
  auto catalogue = lead::load_catalogue(LV_SOURCE_DIR "/policies", findings).value();
  auto made = policy::Policies::make(std::move(texts), std::move(catalogue), findings);
  for (const auto& finding : findings) UNSCOPED_INFO(finding.pointer + " " + finding.detail);
  REQUIRE(made);
  return *made;
}

// One caller and one lead before policies of a test's own.
struct Court {
  explicit Court(const std::string& text) : policies(policies_of(text)) {
    caller.tenant = make_id<TenantTag>();
    caller.principal = make_id<PrincipalTag>();
    caller.kind = policy::PrincipalKind::user;
    caller.purposes.push_back(purpose("qualification"));
    facts.tenant = caller.tenant;
    facts.lead = make_id<LeadTag>();
    facts.stage = lead::Stage::new_lead;
    facts.channel = lead::Channel::website;
    facts.subject_kind = lead::SubjectKind::person;
  }

  lead::PurposeId purpose(const char* name) const {
    return policies->catalogue().purpose(name)->id;
  }
  lead::FieldId field(const char* name) const { return policies->catalogue().field(name)->id; }

  policy::Decision ask(const char* why, std::vector<const char*> fields, View view = View::value) {
    policy::ReadQuestion question{policy::Action{1}, purpose(why), {}, exported};
    for (const char* name : fields) question.fields.push_back({field(name), view});
    return decider.decide_read(caller, facts, question, now);
  }
  bool released(const char* why, const char* name) {
    const auto decision = ask(why, {name});
    const auto* permit = std::get_if<policy::Permit>(&decision);
    return permit != nullptr && permit->data().released.contains(field(name));
  }
  std::string code(const char* why, const char* name) {
    const auto decision = ask(why, {name});
    const auto* denial = std::get_if<policy::Denial>(&decision);
    return denial == nullptr ? "" : std::string(code_of(denial->withheld.front()));
  }
  void consent(const char* why, Time expiry = Time{}) {
    lead::ConsentEvent event;
    event.purpose = purpose(why);
    event.sequence = facts.consents.next_sequence();
    event.time = now;
    event.expiry = expiry;
    facts.consents.apply(event);
  }

  SystemClock clock;
  std::shared_ptr<const policy::Policies> policies;
  policy::CedarDecider decider{policies, clock};
  policy::Caller caller;
  policy::LeadFacts facts;
  std::optional<policy::ExportFacts> exported;
  Time now{1'000'000};
};

} // namespace

TEST_CASE("a policy's mask goes before the field's, the strictest of several before all",
          "[policy]") {
  Court court(R"(
    @id("a") @mask("last4")
    permit (principal, action == Action::"readMasked", resource)
    when { context.field.name == "email" || context.field.name == "company" };
    @id("b") @mask("initials")
    permit (principal, action == Action::"readMasked", resource)
    when { context.field.name == "company" };
    @id("c")
    permit (principal, action == Action::"readMasked", resource)
    when { context.field.name == "phone" };)");
  const auto decision = court.ask("qualification", {"email", "company", "phone"});
  const auto& data = std::get<policy::Permit>(decision).data();
  CHECK(data.released.empty());
  CHECK(data.masked.size() == 3);
  REQUIRE(data.masks.size() == 2); // a phone is masked as the catalogue says
  CHECK(data.masks[0].field == court.field("email"));
  CHECK(data.masks[0].mask == lead::MaskKind::last4);
  CHECK(data.masks[1].field == court.field("company"));
  CHECK(data.masks[1].mask == lead::MaskKind::initials);
}

TEST_CASE("P6: a forbid that errs beside a permit denies, and is counted each time", "[policy]") {
  Court court(std::string(permit_all) + R"(
    @id("errs") forbid (principal, action == Action::"readField", resource)
    when { context.field.name == "email" && 9223372036854775807 + 1 > 0 };
    @id("errs-too") forbid (principal, action == Action::"listLeads", resource)
    when { principal.purposes.contains("qualification") && 0 - 9223372036854775807 - 2 < 0 };)");
  CHECK(court.code("qualification", "email") == "policy-failed");
  CHECK(court.code("qualification", "email") == "policy-failed");
  CHECK(court.decider.failures() == 2);
  CHECK(court.released("qualification", "phone"));
  const auto list = policy::Action{court.policies->catalogue().action("listLeads")->id};
  CHECK(court.decider.decide_action(court.caller, list, {}).allowed.error().code() ==
        Errc::policy_failed);
  CHECK(court.decider.failures() == 3);
  const auto create = policy::Action{court.policies->catalogue().action("createLead")->id};
  CHECK(court.decider.decide_action(court.caller, create, {}).allowed);
}

TEST_CASE("a denial tells the code of the first policy that forbids it", "[policy]") {
  Court court(std::string(permit_all) + R"(
    @id("plain") forbid (principal, action, resource is Lead) when { resource.stage == "mql" };
    @id("coded") @code("not-now")
    forbid (principal, action, resource is Lead) when { resource.stage == "sal" };)");
  CHECK(court.released("qualification", "email"));
  court.facts.stage = lead::Stage::mql;
  CHECK(court.code("qualification", "email") == "forbidden");
  court.facts.stage = lead::Stage::sal;
  CHECK(court.code("qualification", "email") == "not-now");
}

TEST_CASE("the kind of a denial is what would be in the way still were the consent given",
          "[policy]") {
  Court court(R"(
    @id("contact") permit (principal, action, resource is Lead)
    when { context.field.class == "contact" };
    @id("call") permit (principal, action, resource is Lead)
    when { context.field.name == "city" && resource.consents.contains("phone_marketing") };
    @id("consent") @code("consent-missing") forbid (principal, action, resource is Lead)
    when { context.consent_required } unless { resource.consents.contains(context.purpose) };
    @id("erased") @code("gone") forbid (principal, action, resource is Lead)
    when { resource.stage == "recycled" };)");
  CHECK(court.code("sales_outreach", "email") == "consent-missing");
  CHECK(court.code("sales_outreach", "company") == "not-permitted"); // a consent would not help
  CHECK(court.code("qualification", "city") == "consent-missing"); // that for another purpose would
  court.facts.stage = lead::Stage::recycled;
  CHECK(court.code("sales_outreach", "email") == "gone");
}

TEST_CASE("P5: what is remembered of a decision never outlives the facts it was taken on",
          "[policy]") {
  Court court(R"(
    @id("rule") permit (principal, action == Action::"readField", resource)
    when { resource.consents.contains(context.purpose) && resource.stage == "sql" &&
           principal.purposes.contains(context.purpose) &&
           resource has residency && resource.residency == "DE" &&
           !resource.restricted && resource.objections.isEmpty() };)");
  court.facts.stage = lead::Stage::sql;
  court.facts.residency = "DE";
  court.consent("qualification", Time{court.now.us + 10});
  const auto read = [&court] { return court.released("qualification", "email"); };
  REQUIRE(read());
  REQUIRE(read());
  SECTION("the consent expires") { court.now.us += 10; }
  SECTION("the consent is withdrawn") {
    lead::ConsentEvent event;
    event.purpose = court.purpose("qualification");
    event.sequence = court.facts.consents.next_sequence();
    event.kind = lead::ConsentEventKind::withdrawn;
    event.time = court.now;
    court.facts.consents.apply(event);
  }
  SECTION("the stage changes") { court.facts.stage = lead::Stage::converted; }
  SECTION("the residency changes") { court.facts.residency = "FR"; }
  SECTION("the lead is restricted") {
    court.facts.processing = policy::LeadFacts::Processing::restricted;
  }
  SECTION("the person objects") { court.facts.objections.push_back(court.purpose("contract")); }
  SECTION("the credential expires") { court.caller.expires_at = court.now; }
  SECTION("the credential has another purpose") {
    court.caller.purposes.front() = court.purpose("contract");
  }
  CHECK_FALSE(read());
}

TEST_CASE("who is asked about is part of what is remembered where a policy can tell", "[policy]") {
  Court court("@id(\"own\") permit (principal is User, action, resource is Lead)\n"
              "when { resource has assigned_to && resource.assigned_to == principal };");
  CHECK_FALSE(court.released("qualification", "email"));
  court.facts.assigned_to = court.caller.principal;
  CHECK(court.released("qualification", "email"));
  court.caller.principal = make_id<PrincipalTag>();
  CHECK_FALSE(court.released("qualification", "email"));
  court.facts.assigned_to = court.caller.principal;
  CHECK(court.released("qualification", "email"));
  court.caller.kind = policy::PrincipalKind::client;
  CHECK_FALSE(court.released("qualification", "email"));
}

TEST_CASE("a policy that names a lead decides on that lead alone", "[policy]") {
  const auto named = make_id<LeadTag>();
  Court court("@id(\"one\") permit (principal, action, resource == Lead::\"" + to_text(named) +
              "\");");
  CHECK(court.policies->names_leads());
  CHECK_FALSE(court.released("qualification", "email"));
  court.facts.lead = named;
  CHECK(court.released("qualification", "email"));
  court.facts.lead = make_id<LeadTag>();
  CHECK_FALSE(court.released("qualification", "email"));
}

TEST_CASE("an export is decided with how much was exported today", "[policy]") {
  Court court(std::string(permit_all) +
              "@id(\"cap\") @code(\"enough\") forbid (principal, action, resource is Lead)\n"
              "when { context has export && context.export.records_today > 100 &&\n"
              "       !context.export.approved };");
  CHECK(court.released("qualification", "email"));
  court.exported.emplace().records_today = 100;
  CHECK(court.released("qualification", "email"));
  court.exported->records_today = 101;
  CHECK(court.code("qualification", "email") == "enough");
  court.exported->approval = policy::ExportFacts::Approval::given;
  CHECK(court.released("qualification", "email"));
}

TEST_CASE("new policies decide whole from the moment they are put in force", "[policy]") {
  Court court(permit_all);
  CHECK(court.released("qualification", "email"));
  const auto before = court.decider.policy_set();
  court.decider.replace(policies_of("@id(\"none\") forbid (principal, action, resource);"),
                        Position::of(1, 7));
  CHECK(court.code("qualification", "email") == "forbidden");
  CHECK(court.decider.policy_set() != before);
  CHECK(court.decider.position() == Position::of(1, 7));
  const auto decision = court.ask("qualification", {"email"});
  CHECK(std::get<policy::Denial>(decision).policy_set == court.decider.policy_set());
}
