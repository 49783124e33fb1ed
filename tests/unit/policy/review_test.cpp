#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/review.hpp"

#include <algorithm>

using namespace lv;
using policy::Outcome;

namespace {

std::shared_ptr<const policy::Policies> shipped() {
  Violations findings;
  return policy::load_policies(LV_SOURCE_DIR "/policies", findings).value();
}

// The shipped schema and catalogue with these policies.
std::shared_ptr<const policy::Policies> made_of(std::string text) {
  auto texts = test::plain_texts();
  texts.files = {{"own.cedar", std::move(text)}};
  Violations findings;
  return policy::Policies::make(std::move(texts), shipped()->shared_catalogue(), findings).value();
}

policy::Caller in_role(const lead::Catalogue& catalogue, std::string_view role,
                       policy::PrincipalKind kind) {
  policy::Caller caller;
  caller.tenant = make_id<TenantTag>();
  caller.principal = make_id<PrincipalTag>();
  caller.kind = kind;
  caller.roles.push_back(catalogue.role(role)->id);
  for (const auto& purpose : catalogue.purposes()) caller.purposes.push_back(purpose.id);
  return caller;
}

using Needs = std::vector<std::string>;

// What it takes to get that of a field, each way; sorted.
std::vector<Needs> ways(const lead::Catalogue& catalogue, const policy::Reviewed& reviewed,
                        std::string_view purpose, std::string_view field, Outcome outcome) {
  std::vector<Needs> found;
  const auto id = catalogue.field(field)->id;
  for (const auto& grant : reviewed.reads) {
    if (grant.purpose != catalogue.purpose(purpose)->id || grant.outcome != outcome) continue;
    if (std::find(grant.fields.begin(), grant.fields.end(), id) != grant.fields.end())
      found.push_back(grant.needs);
  }
  std::sort(found.begin(), found.end());
  return found;
}

} // namespace

TEST_CASE("a review of the shipped policies says what each role needs to read", "[policy]") {
  const auto policies = shipped();
  const auto& catalogue = policies->catalogue();
  policy::Reviewer reviewer(policies, Time{1'000'000});
  const auto of = [&](std::string_view role, policy::PrincipalKind kind) -> const auto& {
    return reviewer.review(in_role(catalogue, role, kind));
  };
  using Kind = policy::PrincipalKind;

  CHECK(of("compliance_officer", Kind::user).reads.empty());
  const auto& crm = of("crm_integration", Kind::client);
  CHECK(ways(catalogue, crm, "sales_outreach", "email", Outcome::value) ==
        std::vector<Needs>{{"stage sql, converted", "consent or legal basis"}});
  CHECK(ways(catalogue, crm, "contract", "email", Outcome::value) ==
        std::vector<Needs>{{"stage sql, converted", "consent or legal basis"}});
  CHECK(ways(catalogue, crm, "qualification", "email", Outcome::value).empty());
  CHECK(ways(catalogue, crm, "qualification", "email", Outcome::mask) == std::vector<Needs>{{}});
  const auto& person = of("sales_rep", Kind::user);
  CHECK(ways(catalogue, person, "qualification", "email", Outcome::value) ==
        std::vector<Needs>{{"assigned"}});
  CHECK(ways(catalogue, person, "qualification", "email", Outcome::mask) == std::vector<Needs>{{}});
  const auto& program = of("sales_rep", Kind::client);
  CHECK(ways(catalogue, program, "qualification", "email", Outcome::value).empty());
  const auto& executive = of("account_executive", Kind::user);
  CHECK(ways(catalogue, executive, "contract", "email", Outcome::value) ==
        std::vector<Needs>{{"assigned"}, {"stage sql, converted", "consent or legal basis"}});
  const auto& responder = of("breach_responder", Kind::user);
  CHECK(ways(catalogue, responder, "breach_notification", "email", Outcome::value) ==
        std::vector<Needs>{{"open incident"}});
}

TEST_CASE("a review finds what another purpose's consent releases", "[policy]") {
  const auto policies = shipped();
  const auto& catalogue = policies->catalogue();
  policy::Reviewer reviewer(policies, Time{1'000'000});
  const auto& marketing =
      reviewer.review(in_role(catalogue, "marketing", policy::PrincipalKind::client));
  CHECK(ways(catalogue, marketing, "email_marketing", "phone", Outcome::mask) ==
        std::vector<Needs>{{"consent for other purposes too"}});
}

TEST_CASE("a review of a pattern asks about every field and stage", "[policy]") {
  const auto policies = made_of(R"(
    @id("some") permit (principal, action == Action::"readField", resource)
    when { context.field.name like "mobile*" && resource.stage like "s*l" };)");
  const auto& catalogue = policies->catalogue();
  policy::Reviewer reviewer(policies, Time{1'000'000});
  const auto& any = reviewer.review(in_role(catalogue, "marketing", policy::PrincipalKind::user));
  CHECK(ways(catalogue, any, "audit", "mobile_phone", Outcome::value) ==
        std::vector<Needs>{{"stage sal, sql"}});
  CHECK(ways(catalogue, any, "audit", "phone", Outcome::value).empty());
}

TEST_CASE("a review tells principals apart that a policy names", "[policy]") {
  const auto named = make_id<PrincipalTag>();
  const auto policies = made_of(R"(@id("one") permit (principal == User::")" + to_text(named) +
                                R"(", action == Action::"readField", resource);)");
  const auto& catalogue = policies->catalogue();
  policy::Reviewer reviewer(policies, Time{1'000'000});
  auto caller = in_role(catalogue, "marketing", policy::PrincipalKind::user);
  CHECK(reviewer.review(caller).reads.empty());
  caller.principal = named;
  CHECK_FALSE(reviewer.review(caller).reads.empty());
}

TEST_CASE("whole actions are reviewed with and without a purpose", "[policy]") {
  const auto policies = shipped();
  const auto& catalogue = policies->catalogue();
  policy::Reviewer reviewer(policies, Time{1'000'000});
  const auto& reviewed =
      reviewer.review(in_role(catalogue, "compliance_officer", policy::PrincipalKind::user));
  const auto list = catalogue.action("listLeads")->id;
  const auto found =
      std::find_if(reviewed.actions.begin(), reviewed.actions.end(),
                   [&](const policy::ActionGrant& grant) { return grant.action == list; });
  REQUIRE(found != reviewed.actions.end());
  CHECK(found->bare == policy::ActionGrant::Bare::allowed);
  CHECK(found->purposes ==
        std::vector{catalogue.purpose("subject_request")->id, catalogue.purpose("audit")->id});
  const auto writes = std::any_of(reviewed.actions.begin(), reviewed.actions.end(),
                                  [&](const policy::ActionGrant& grant) {
                                    return grant.action == catalogue.action("createLead")->id;
                                  });
  CHECK_FALSE(writes);
}
