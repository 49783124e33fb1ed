#include "unit/cedar/cedar_fixture.hpp"

using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {

// "allow policy0 policy2 | policy1": the decision, its reasons, and who erred.
std::string decided(const PolicySet& policies) {
  const auto entities = world();
  const auto response = authorize(policies, {alice, view, photo, {}}, entities);
  std::string out = response.decision == Decision::allow ? "allow" : "deny";
  for (const auto* policy : response.reasons) out.append(" ").append(policy->id);
  if (!response.errors.empty()) out.append(" |");
  for (const auto& error : response.errors) out.append(" ").append(error.policy->id);
  return out;
}

std::string decided(std::string_view text) { return decided(must(parse_policies(text))); }

} // namespace

TEST_CASE("nothing is allowed without a permit, nor against a forbid", "[cedar]") {
  CHECK(decided("") == "deny");
  CHECK(decided("permit(principal, action, resource);") == "allow policy0");
  CHECK(decided("permit(principal, action, resource); forbid(principal, action, resource);"
                "permit(principal, action, resource);") == "deny policy1");
}

TEST_CASE("a policy that errs is skipped and told", "[cedar]") {
  CHECK(decided("permit(principal, action, resource);"
                "forbid(principal, action, resource) when { principal.nothing };") ==
        "allow policy0 | policy1");
  CHECK(decided("permit(principal, action, resource) when { 1 };") == "deny | policy0");
}

TEST_CASE("only what a scope admits is evaluated", "[cedar]") {
  CHECK(decided("permit(principal is Robot, action, resource) when { 1 };"
                "permit(principal == User::\"bob\", action, resource) when { 1 };"
                "permit(principal, action == Action::\"edit\", resource) when { 1 };"
                "permit(principal, action, resource in Album::\"a\") when { 1 };"
                "permit(principal in Company::\"acme\", action in [Action::\"view\"], "
                "resource is Photo);") == "allow policy4");
}

TEST_CASE("conditions hold together: each when, no unless", "[cedar]") {
  CHECK(decided("permit(principal, action, resource) when { true } unless { false };") ==
        "allow policy0");
  CHECK(decided("permit(principal, action, resource) when { true } unless { true };") == "deny");
  CHECK(decided("permit(principal, action, resource) when { false } when { 1 };") == "deny");
}

TEST_CASE("a template decides nothing until its slots are filled", "[cedar]") {
  PolicySetBuilder builder;
  REQUIRE(builder.add_text("permit(principal == ?principal, action, resource in ?resource);"));
  CHECK_FALSE(builder.link("policy0", "mine", {alice, std::nullopt}));
  CHECK_FALSE(builder.link("policy9", "mine", {alice, photo}));
  REQUIRE(builder.link("policy0", "mine", {alice, photo}));
  CHECK_FALSE(builder.link("policy0", "mine", {alice, photo}));
  const auto set = std::move(builder).build();
  CHECK(set.templates().size() == 1);
  CHECK(decided(set) == "allow mine");
}

TEST_CASE("a cycle of entities is refused, the hierarchy is closed", "[cedar]") {
  const auto entities = world();
  CHECK(entities.find(alice)->is_below({"Company", "acme"}));
  EntitiesBuilder builder;
  const EntityUid a{"A", "a"};
  const EntityUid b{"B", "b"};
  builder.add({a, {}, {}, builder.arena().keep(std::span<const EntityUid>(&b, 1))});
  builder.add({b, {}, {}, builder.arena().keep(std::span<const EntityUid>(&a, 1))});
  CHECK_FALSE(std::move(builder).build());
}

TEST_CASE("a request costs the policies that can apply, however many there are", "[cedar]") {
  std::string text;
  for (int i = 0; i < 1'000; ++i) {
    text +=
        "permit(principal is User, action == Action::\"a" + std::to_string(i) + "\", resource);";
    text += "permit(principal is T" + std::to_string(i) + ", action, resource);";
  }
  text += "permit(principal, action in Action::\"all\", resource is Photo);";
  const auto set = must(parse_policies(text));
  EntitiesBuilder builder;
  const EntityUid action{"Action", "a7"};
  const EntityUid all{"Action", "all"};
  builder.add({action, {}, {}, builder.arena().keep(std::span<const EntityUid>(&all, 1))});
  const auto entities = must(std::move(builder).build());
  std::vector<std::uint32_t> places;
  set.candidates(alice, action, photo, entities, places);
  CHECK(places == std::vector<std::uint32_t>{14, 2'000});
}
