#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/comparison.hpp"

using namespace lv;
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
  CHECK(compared.changes[0].from == Outcome::value);
  CHECK(compared.changes[0].to == Outcome::withheld);
  CHECK(compared.changes[0].code == "no-mail-today");
  CHECK(compared.changes[1].from == Outcome::withheld);
  CHECK(compared.changes[1].to == Outcome::value);
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
