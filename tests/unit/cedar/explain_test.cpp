// Policies taken apart: the clauses of one, and what an expression looked at.
#include "unit/cedar/cedar_fixture.hpp"

#include "leadvault/cedar/explain.hpp"

using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {

// Each clause as "holds", "fails" or "errs", in the order written.
std::vector<std::string> clauses(std::string_view conditions) {
  const auto policies =
      must(parse_policies("permit (principal, action, resource) " + std::string(conditions) + ";"));
  const auto entities = world();
  const Request request{alice, view, photo, {}};
  Arena scratch;
  Evaluator evaluator(request, entities, scratch);
  std::vector<std::string> found;
  for (const auto& clause : clauses_of(policies.policies().front())) {
    const auto held = holds(clause, evaluator);
    found.emplace_back(!held ? "errs" : *held ? "holds" : "fails");
  }
  return found;
}

// "path = value" of all that the condition looks at.
std::vector<std::string> seen(std::string_view condition) {
  const auto policies = with_condition(condition);
  const auto entities = world();
  const Request request{alice, view, photo, {}};
  Arena scratch;
  Evaluator evaluator(request, entities, scratch);
  std::vector<std::string> found;
  for (const auto& one : values_seen(*policies.policies().front().conditions[0].body, evaluator))
    found.push_back(one.path + " = " + (one.value ? print(*one.value) : "nothing"));
  return found;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("a `when` falls into the operands of its outermost &&, an `unless` stays whole",
          "[cedar]") {
  CHECK(clauses("") == Texts{});
  CHECK(clauses("when { true && (false && principal.nothing) && (true || false) }") ==
        Texts{"holds", "fails", "errs", "holds"});
  CHECK(clauses("when { true } unless { true && false } unless { true && true }") ==
        Texts{"holds", "holds", "fails"});
  CHECK(clauses("when { 1 } unless { \"text\" }") == Texts{"errs", "errs"});
}

TEST_CASE("each attribute that a condition looks at is seen once, absent ones too", "[cedar]") {
  CHECK(seen("principal.age > 3 && principal.age < 99") == Texts{"principal.age = 36"});
  CHECK(seen("principal has nothing && context has a.b") ==
        Texts{"principal.nothing = nothing", "context.a.b = nothing"});
  CHECK(seen("principal has age") == Texts{"principal.age = 36"});
  CHECK(seen("[principal[\"best friend\"]].contains(resource)") ==
        Texts{"principal[\"best friend\"] = User::\"bob\"", "resource = Photo::\"vacation.jpg\""});
  CHECK(seen("(if true then principal else resource).age == 36") ==
        Texts{"principal = User::\"alice\"", "resource = Photo::\"vacation.jpg\""});
}
