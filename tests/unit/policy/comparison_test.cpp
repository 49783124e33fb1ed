#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/comparison.hpp"

using namespace lv;
using policy::CallOutcome;
using policy::Outcome;

namespace {

// The plain policies against a set in which one text stands for another.
struct Desk {
  std::shared_ptr<const policy::Policies> before = test::plain_policies();
  const lead::Catalogue& catalogue = before->catalogue();
  policy::Caller caller;
  policy::LeadFacts facts;

  Desk() {
    caller.tenant = facts.tenant = make_id<TenantTag>();
    caller.principal = make_id<PrincipalTag>();
    caller.roles.push_back(catalogue.role("crm_integration")->id);
    caller.purposes.push_back(catalogue.purpose("qualification")->id);
    facts.lead = make_id<LeadTag>();
    facts.stage = lead::Stage::mql;
  }

  std::shared_ptr<const policy::Policies> with(std::string more) const {
    auto texts = test::plain_texts();
    texts.files.push_back({"zz.cedar", std::move(more)});
    Violations findings;
    return policy::Policies::make(std::move(texts), before->shared_catalogue(), findings).value();
  }

  policy::ReadQuestion question(std::vector<std::string_view> fields) const {
    policy::ReadQuestion question{policy::Action{catalogue.action("readField")->id},
                                  catalogue.purpose("qualification")->id,
                                  {},
                                  {}};
    for (const auto name : fields) question.fields.push_back({catalogue.field(name)->id});
    return question;
  }

  policy::Action action(std::string_view name) const {
    return policy::Action{catalogue.action(name)->id};
  }
};

} // namespace

TEST_CASE("a comparison names the fields that change, each way, and why", "[policy]") {
  Desk desk;
  const auto after = desk.with(R"(
    @id("no-mail") @code("no-mail-today") forbid (principal, action, resource is Lead)
    when { context.field.name == "email" };
    @id("births") permit (principal, action == Action::"readField", resource)
    when { context.field.name == "health_note" };)");
  policy::Comparison comparison(desk.before, after, Time{1'000'000});
  const auto& compared =
      comparison.on(desk.caller, desk.facts, desk.question({"given_name", "email", "health_note"}));
  CHECK(compared.released.contains(desk.catalogue.field("email")->id));
  REQUIRE(compared.changes.size() == 2);
  CHECK(compared.changes[0].field == desk.catalogue.field("email")->id);
  CHECK(compared.changes[0].from.outcome == Outcome::value);
  CHECK(compared.changes[0].to.outcome == Outcome::withheld);
  CHECK(compared.changes[0].code == "no-mail-today");
  CHECK(compared.changes[1].from.outcome == Outcome::withheld);
  CHECK(compared.changes[1].to.outcome == Outcome::value);
  CHECK(compared.changes[1].code == "not-permitted");
}

TEST_CASE("the same set changes nothing", "[policy]") {
  Desk desk;
  policy::Comparison comparison(desk.before, desk.before, Time{1'000'000});
  CHECK(comparison.on(desk.caller, desk.facts, desk.question({"email"})).changes.empty());
}

TEST_CASE("a comparison tells leads apart that one of the sets names", "[policy]") {
  Desk desk;
  const auto after = desk.with(R"(@id("that-one") forbid (principal, action, resource == Lead::")" +
                               to_text(desk.facts.lead) + R"(");)");
  policy::Comparison comparison(desk.before, after, Time{1'000'000});
  CHECK(comparison.on(desk.caller, desk.facts, desk.question({"email"})).changes.size() == 1);
  auto other = desk.facts;
  other.lead = make_id<LeadTag>();
  CHECK(comparison.on(desk.caller, other, desk.question({"email"})).changes.empty());
}

TEST_CASE("a comparison says how a field is masked, by a policy or the catalogue", "[policy]") {
  Desk desk;
  const auto after = desk.with(R"(
    @id("year") @mask("full") permit (principal, action == Action::"readMasked", resource is Lead)
    when { context.field.name == "date_of_birth" };
    @id("no-mail") forbid (principal, action == Action::"readField", resource is Lead)
    when { context.field.name == "email" };)");
  policy::Comparison comparison(desk.before, after, Time{1'000'000});
  const auto& changes =
      comparison.on(desk.caller, desk.facts, desk.question({"date_of_birth", "email"})).changes;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].from == policy::Shown{Outcome::mask, lead::MaskKind::year});
  CHECK(changes[0].to == policy::Shown{Outcome::mask, lead::MaskKind::full});
  CHECK(changes[0].code.empty());
  CHECK(changes[1].from == policy::Shown{Outcome::value, {}});
  CHECK(changes[1].to == policy::Shown{Outcome::mask, lead::MaskKind::email});
}

TEST_CASE("a mask that a policy names as the catalogue does changes nothing", "[policy]") {
  Desk desk;
  const auto after = desk.with(R"(
    @id("same") @mask("year") permit (principal, action == Action::"readMasked", resource is Lead)
    when { context.field.name == "date_of_birth" };)");
  policy::Comparison comparison(desk.before, after, Time{1'000'000});
  const auto question = desk.question({"date_of_birth"});
  CHECK(comparison.on(desk.caller, desk.facts, question).changes.empty());
}

TEST_CASE("a comparison says which set denies a call, and why", "[policy]") {
  Desk desk;
  const auto after = desk.with(R"(
    @id("no-lists") forbid (principal, action == Action::"listLeads", resource);
    @id("log") permit (principal, action == Action::"readAudit", resource);)");
  policy::Comparison comparison(desk.before, after, Time{1'000'000});
  const auto& lost = comparison.on_call(desk.caller, desk.action("listLeads"), {});
  CHECK(lost.from == CallOutcome::permitted);
  CHECK(lost.to == CallOutcome::denied);
  CHECK(lost.code == "forbidden");
  const auto& gained = comparison.on_call(desk.caller, desk.action("readAudit"), {});
  CHECK(gained.from == CallOutcome::denied);
  CHECK(gained.to == CallOutcome::permitted);
  CHECK(gained.code == "not-permitted");
  const auto& same = comparison.on_call(desk.caller, desk.action("deleteLead"), {});
  CHECK(same.from == CallOutcome::permitted);
  CHECK(same.to == CallOutcome::permitted);
  CHECK(same.code.empty());
}

TEST_CASE("a comparison tells calls apart by who asks and for which purpose", "[policy]") {
  Desk desk;
  const auto after = desk.with(R"(
    @id("no-search") forbid (principal is Client, action == Action::"searchLeads", resource)
    when { context has purpose && context.purpose == "qualification" };)");
  policy::Comparison comparison(desk.before, after, Time{1'000'000});
  const auto search = desk.action("searchLeads");
  const auto qualification = desk.catalogue.purpose("qualification")->id;
  CHECK(comparison.on_call(desk.caller, search, qualification).to == CallOutcome::denied);
  CHECK(comparison.on_call(desk.caller, search, {}).to == CallOutcome::permitted);
  auto person = desk.caller;
  person.kind = policy::PrincipalKind::user;
  CHECK(comparison.on_call(person, search, qualification).to == CallOutcome::permitted);
}
