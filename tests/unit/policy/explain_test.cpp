// Why a set decides as it does. The shipped policies, and small sets of a test's own.
#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/cedar_decider.hpp"
#include "leadvault/policy/explain.hpp"

#include <algorithm>

using namespace lv;
using policy::Explained;
using policy::View;
using Outcome = policy::Explained::Outcome;

namespace {

struct Desk {
  explicit Desk(std::shared_ptr<const policy::Policies> given) : policies(std::move(given)) {
    caller.tenant = facts.tenant = make_id<TenantTag>();
    caller.principal = make_id<PrincipalTag>();
    facts.lead = make_id<LeadTag>();
    facts.residency = "DE";
  }

  const lead::Catalogue& catalogue() const { return policies->catalogue(); }
  lead::PurposeId purpose(std::string_view name) const { return catalogue().purpose(name)->id; }

  void is(std::string_view role, std::vector<std::string_view> purposes) {
    caller.roles.push_back(catalogue().role(role)->id);
    for (const auto name : purposes) caller.purposes.push_back(purpose(name));
    std::sort(caller.purposes.begin(), caller.purposes.end());
  }

  policy::ReadQuestion question(std::string_view why, std::vector<std::string_view> fields,
                                View view) const {
    policy::ReadQuestion question;
    question.action = policy::Action{catalogue().action("readField")->id};
    question.purpose = purpose(why);
    for (const auto name : fields) question.fields.push_back({catalogue().field(name)->id, view});
    return question;
  }

  Explained ask(std::string_view why, std::string_view field, View view = View::value) const {
    const auto asked = question(why, {field}, view);
    return policy::explain_field(*policies, caller, facts, asked, asked.fields.front(), now);
  }

  Explained act(std::string_view action, std::string_view why = {}) const {
    const auto number = policy::Action{catalogue().action(action)->id};
    const auto for_purpose = why.empty() ? lead::PurposeId{} : purpose(why);
    return policy::explain_action(*policies, caller, number, for_purpose, now);
  }

  void consent(std::string_view why) {
    lead::ConsentEvent event;
    event.id = make_id<ConsentTag>();
    event.purpose = purpose(why);
    event.sequence = facts.consents.next_sequence();
    event.time = now;
    facts.consents.apply(event);
  }

  std::shared_ptr<const policy::Policies> policies;
  policy::Caller caller;
  policy::LeadFacts facts;
  Time now{1'000'000};
};

std::shared_ptr<const policy::Policies> shipped() {
  Violations findings;
  return policy::load_policies(LV_SOURCE_DIR "/policies", findings).value();
}

std::shared_ptr<const policy::Policies> set_of(std::string text) {
  auto texts = test::plain_texts();
  texts.files = {{"own.cedar", std::move(text)}};
  Violations findings;
  auto made = policy::Policies::make(std::move(texts), test::plain_policies()->shared_catalogue(),
                                     findings);
  for (const auto& finding : findings) UNSCOPED_INFO(finding.pointer + " " + finding.detail);
  REQUIRE(made);
  return *made;
}

std::vector<std::string> ids(const std::vector<const policy::Rule*>& rules) {
  std::vector<std::string> ids;
  for (const auto* rule : rules) ids.push_back(rule->id);
  return ids;
}

using Ids = std::vector<std::string>;

std::string seen(const policy::FailedCondition& failed, std::string_view path) {
  for (const auto& one : failed.saw)
    if (one.path == path) return one.value;
  return "(not looked at)";
}

} // namespace

TEST_CASE("a value is explained by the permits that gave it, with their text", "[policy]") {
  Desk desk(shipped());
  desk.is("crm_integration", {"qualification"});
  const auto told = desk.ask("qualification", "given_name");
  CHECK(told.outcome == Outcome::value);
  CHECK(ids(told.policies) == Ids{"crm-profile"});
  CHECK_FALSE(told.kind);
  CHECK(told.nearest.empty());
  const auto text = policy::text_of(*told.policies.front());
  CHECK(text.starts_with("@id(\"crm-profile\")\npermit ("));
  CHECK(text.ends_with("};"));
}

TEST_CASE("a masked field says how it is masked and what its value lacks", "[policy]") {
  Desk desk(shipped());
  desk.is("sales_rep", {"qualification"});
  desk.caller.kind = policy::PrincipalKind::user;
  const auto told = desk.ask("qualification", "email");
  CHECK(told.outcome == Outcome::masked);
  CHECK(told.mask == lead::MaskKind::email);
  CHECK(ids(told.policies) == Ids{"sales-rep-contact-masked"});
  REQUIRE_FALSE(told.nearest.empty());
  CHECK(told.nearest.front().rule->id == "sales-rep-assigned-contact");
  CHECK(told.nearest.front().failed.text == "resource has assigned_to");
  CHECK(seen(told.nearest.front().failed, "resource.assigned_to") == "(not set)");
  CHECK(desk.ask("qualification", "email", View::mask).nearest.empty());
}

TEST_CASE("a mask that a policy names is the one that is told", "[policy]") {
  Desk desk(shipped());
  desk.is("marketing", {"email_marketing"});
  desk.consent("email_marketing");
  desk.consent("phone_marketing");
  const auto told = desk.ask("email_marketing", "phone");
  CHECK(told.outcome == Outcome::masked);
  CHECK(told.mask == lead::MaskKind::full);
  CHECK(ids(told.policies) == Ids{"marketing-phone-masked"});
}

TEST_CASE("a masked field names the forbid of its value as well", "[policy]") {
  Desk desk(
      set_of("@id(\"all\") permit (principal, action, resource is Lead);\n"
             "@id(\"no-values\") forbid (principal, action == Action::\"readField\", resource);"));
  desk.is("sales_rep", {"qualification"});
  const auto told = desk.ask("qualification", "email");
  CHECK(told.outcome == Outcome::masked);
  CHECK(ids(told.policies) == Ids{"all", "no-values"});
  CHECK(told.nearest.empty());
}

TEST_CASE("what is forbidden names the forbid and the code that the caller sees", "[policy]") {
  Desk desk(shipped());
  desk.is("crm_integration", {"qualification"});
  desk.facts.processing = policy::LeadFacts::Processing::restricted;
  const auto told = desk.ask("qualification", "given_name");
  CHECK(told.outcome == Outcome::withheld);
  CHECK(told.kind == Errc::forbidden);
  CHECK(told.code == "restricted");
  CHECK(ids(told.policies) == Ids{"restricted"});
  CHECK(told.nearest.empty());
}

TEST_CASE("of a missing consent it is told which one, and what asks for it", "[policy]") {
  Desk desk(shipped());
  desk.is("crm_integration", {"sales_outreach"});
  desk.facts.stage = lead::Stage::sql;
  const auto told = desk.ask("sales_outreach", "email");
  CHECK(told.kind == Errc::consent_missing);
  CHECK(told.code == "consent-missing");
  CHECK(told.missing == desk.purpose("sales_outreach"));
  CHECK(ids(told.policies) == Ids{"consent-required"});
}

TEST_CASE("the nearest permit names its first failed condition and the values it saw", "[policy]") {
  Desk desk(shipped());
  desk.is("crm_integration", {"sales_outreach"});
  desk.facts.stage = lead::Stage::working;
  desk.consent("sales_outreach");
  const auto told = desk.ask("sales_outreach", "email");
  CHECK(told.kind == Errc::not_permitted);
  CHECK(told.code == "not-permitted");
  REQUIRE(told.nearest.size() == policy::nearest_permits_max);
  const auto& first = told.nearest.front();
  CHECK(first.rule->id == "crm-qualified-contact");
  CHECK(first.failed.text == "[\"sql\", \"converted\"].contains(resource.stage)");
  CHECK(first.failed.line > first.rule->line);
  CHECK(first.failed.column == 3);
  CHECK_FALSE(first.failed.error);
  CHECK(first.failed.saw.size() == 1);
  CHECK(seen(first.failed, "resource.stage") == "\"working\"");
}

TEST_CASE("permits of the principal's own role come first, then those that lack least",
          "[policy]") {
  const std::string head = "permit (principal in Role::\"sales_rep\", action == "
                           "Action::\"readField\", resource)\nwhen { ";
  const std::string of_marketing = "permit (principal in Role::\"marketing\", action == "
                                   "Action::\"readField\", resource);\n";
  Desk desk(set_of("@id(\"other\") " + of_marketing + "@id(\"none\") " + head +
                   "resource.stage == \"sql\" && resource.channel == \"email\" };\n" +
                   "@id(\"one\") " + head +
                   "resource.stage == \"new\" && resource.channel == \"email\" };\n" +
                   "@id(\"call\") permit (principal, action == Action::\"listLeads\", resource);"));
  desk.is("sales_rep", {"qualification"});
  desk.facts.stage = lead::Stage::new_lead;
  desk.facts.channel = lead::Channel::website;
  const auto told = desk.ask("qualification", "email");
  REQUIRE(told.nearest.size() == 3); // the call's permit is not about reading
  CHECK(told.nearest[0].rule->id == "one");
  CHECK(told.nearest[0].failed.text == "resource.channel == \"email\"");
  CHECK(told.nearest[1].rule->id == "none");
  CHECK(told.nearest[1].failed.text == "resource.stage == \"sql\"");
  CHECK(told.nearest[2].rule->id == "other");
  const auto& scope = told.nearest[2].failed;
  CHECK(scope.text == "principal in Role::\"marketing\"");
  CHECK(seen(scope, "principal").ends_with(" in [Role::\"sales_rep\"]"));
}

TEST_CASE("of a residency only whether there is one is told", "[policy]") {
  Desk desk(set_of("@id(\"at-home\") permit (principal, action == Action::\"readField\", resource)"
                   "\nwhen { resource has residency && resource.residency == \"AT\" };"));
  desk.is("sales_rep", {"qualification"});
  const auto set = desk.ask("qualification", "email");
  REQUIRE(set.nearest.size() == 1);
  CHECK(set.nearest.front().failed.text == "resource.residency == \"AT\"");
  CHECK(seen(set.nearest.front().failed, "resource.residency") == "(set)");
  desk.facts.residency.clear();
  const auto unset = desk.ask("qualification", "email");
  REQUIRE(unset.nearest.size() == 1);
  CHECK(unset.nearest.front().failed.text == "resource has residency");
  CHECK(seen(unset.nearest.front().failed, "resource.residency") == "(not set)");
}

TEST_CASE("a policy that cannot be evaluated is named with its fault and place", "[policy]") {
  Desk desk(set_of("@id(\"too-much\") permit (principal, action, resource is Lead)\nwhen {\n"
                   "  resource.restricted || 9223372036854775807 + 1 > 0\n};"));
  desk.is("sales_rep", {"qualification"});
  const auto told = desk.ask("qualification", "email");
  CHECK(told.outcome == Outcome::withheld);
  CHECK(told.kind == Errc::policy_failed);
  CHECK(told.code == "policy-failed");
  CHECK(told.nearest.empty());
  REQUIRE(told.failures.size() == 1);
  CHECK(told.failures.front().rule->id == "too-much");
  CHECK(told.failures.front().why == cedar::EvalErrc::overflow);
  CHECK(told.failures.front().line == 3);
  CHECK(told.failures.front().column == 26);
}

TEST_CASE("an `unless` that is true is told with its word", "[policy]") {
  Desk desk(shipped());
  desk.is("sales_rep", {"qualification", "audit"});
  const auto told = desk.act("listLeads", "audit");
  CHECK(told.outcome == Outcome::denied);
  CHECK(told.kind == Errc::not_permitted);
  const auto& first = told.nearest.front();
  CHECK(first.rule->id == "sales-rep-calls");
  CHECK(first.failed.text.starts_with("unless { context has purpose &&"));
  CHECK(seen(first.failed, "context.purpose") == "\"audit\"");
}

TEST_CASE("a whole action is explained by the permit or the forbid that decides it", "[policy]") {
  Desk desk(shipped());
  desk.is("sales_rep", {"qualification"});
  const auto permitted = desk.act("listLeads");
  CHECK(permitted.outcome == Outcome::permitted);
  CHECK(ids(permitted.policies) == Ids{"sales-rep-calls"});
  const auto unbound = desk.act("listLeads", "contract");
  CHECK(unbound.kind == Errc::forbidden);
  CHECK(unbound.code == "purpose-not-bound");
  CHECK(ids(unbound.policies) == Ids{"purpose-not-bound-call"});
  const auto foreign = desk.act("managePolicies");
  CHECK(foreign.code == "not-permitted");
  CHECK(foreign.nearest.front().failed.text == "principal in Role::\"operator\"");
}

TEST_CASE("what is explained is what is decided: each role, purpose and stage", "[policy]") {
  const auto policies = shipped();
  const auto& catalogue = policies->catalogue();
  const SystemClock clock;
  const policy::CedarDecider decider(policies, clock);
  std::size_t compared = 0;
  for (const auto& role : catalogue.roles()) {
    for (const auto& purpose : catalogue.purposes()) {
      for (const auto stage : {lead::Stage::new_lead, lead::Stage::sql}) {
        Desk desk(policies);
        desk.is(role.name, {purpose.name});
        desk.facts.stage = stage;
        if (stage == lead::Stage::sql && purpose.id.value % 2 == 0) desk.consent(purpose.name);
        policy::ReadQuestion question;
        question.purpose = purpose.id;
        for (const auto& field : catalogue.fields()) question.fields.push_back({field.id, {}});
        for (auto& ask : question.fields) ask.view = View::value;
        const auto decision = decider.decide_read(desk.caller, desk.facts, question, desk.now);
        const auto* permit = std::get_if<policy::Permit>(&decision);
        const auto& withheld = permit != nullptr ? permit->data().withheld
                                                 : std::get<policy::Denial>(decision).withheld;
        auto next = withheld.begin();
        for (const auto& ask : question.fields) {
          const auto told =
              policy::explain_field(*policies, desk.caller, desk.facts, question, ask, desk.now);
          ++compared;
          if (told.outcome == Outcome::withheld) {
            REQUIRE(next != withheld.end());
            CHECK(told.field == next->field);
            CHECK(told.code == policy::code_of(*next));
            CHECK(told.kind == next->reason);
            CHECK((!told.policies.empty() || !told.nearest.empty()));
            ++next;
          } else {
            REQUIRE(permit != nullptr);
            const auto& shown =
                told.outcome == Outcome::value ? permit->data().released : permit->data().masked;
            CHECK(shown.contains(told.field));
          }
        }
        CHECK(next == withheld.end());
      }
    }
  }
  CHECK(compared ==
        2 * catalogue.roles().size() * catalogue.purposes().size() * catalogue.fields().size());
}
