#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/lint.hpp"

#include <algorithm>

using namespace lv;
using policy::LintScope;

namespace {

using Lines = std::vector<std::string>;

// What is warned of in policies that are all there are: "place rule" each.
Lines warnings(const std::string& text, LintScope scope = LintScope::some_files) {
  Violations findings;
  auto texts = test::plain_texts();
  texts.files = {{"t.cedar", text}};
  const auto plain = test::plain_policies();
  const auto policies = policy::Policies::make(texts, plain->shared_catalogue(), findings);
  for (const auto& finding : findings) UNSCOPED_INFO(finding.pointer + " " + finding.detail);
  REQUIRE(policies);
  Lines lines;
  for (const auto& one : policy::lint(**policies, scope))
    lines.push_back(one.pointer + " " + one.rule);
  return lines;
}

// A permit of reads with one condition.
std::string reading(const std::string& condition) {
  return "@id(\"p\")\npermit (principal, action == Action::\"readField\", resource)\n"
         "when { context.purpose == \"contract\" && " +
         condition + " };\n";
}

} // namespace

TEST_CASE("the shipped policies give no warning", "[policy]") {
  Violations findings;
  const auto policies = policy::load_policies(LV_SOURCE_DIR "/policies", findings);
  REQUIRE(policies);
  for (const auto& one : policy::lint(**policies, LintScope::whole_set)) {
    FAIL_CHECK(one.pointer + " " + one.rule + " " + one.detail);
  }
}

TEST_CASE("a policy whose conditions are never true is warned of", "[policy]") {
  CHECK(warnings(R"(@id("p") forbid (principal, action, resource) when { false };)") ==
        Lines{"t.cedar:1:1 never-applies"});
  CHECK(warnings(R"(@id("p") forbid (principal, action, resource is Lead)
                    when { principal is Client && principal is User };)") ==
        Lines{"t.cedar:1:1 never-applies"});
  CHECK(warnings(R"(@id("p") forbid (principal, action, resource) unless { true };)") ==
        Lines{"t.cedar:1:1 never-applies"});
  CHECK(warnings(R"(@id("p") forbid (principal, action, resource is Tenant)
                    when { resource is Lead };)") == Lines{"t.cedar:1:1 never-applies"});
  CHECK(warnings(R"(@id("p") forbid (principal, action, resource)
                    when { resource is Lead };)")
            .empty());
  CHECK(warnings(R"(@id("p") forbid (principal, action, resource) when { true };)").empty());
}

TEST_CASE("a permit that a forbid without conditions always beats is warned of", "[policy]") {
  const auto permit = reading("principal in Role::\"marketing\"");
  const auto beaten = [&](const std::string& forbid) {
    return warnings(permit + "@id(\"f\") " + forbid) == Lines{"t.cedar:1:1 always-forbidden"};
  };
  CHECK(beaten("forbid (principal, action, resource);"));
  CHECK(beaten("forbid (principal, action, resource is Lead);"));
  CHECK(beaten(R"(forbid (principal, action in [Action::"readField", Action::"readMasked"],
                          resource);)"));
  CHECK_FALSE(beaten(R"(forbid (principal, action == Action::"readMasked", resource);)"));
  CHECK_FALSE(beaten("forbid (principal is User, action, resource);"));
  CHECK_FALSE(beaten(R"(forbid (principal in Role::"marketing", action, resource);)"));
  CHECK_FALSE(beaten(R"(forbid (principal, action, resource) when { principal is User };)"));
}

TEST_CASE("a forbid of a role beats the permits of that role alone", "[policy]") {
  const auto text = [](const std::string& role) {
    return "@id(\"f\") forbid (principal in Role::\"marketing\", action, resource);\n"
           "@id(\"p\") permit (principal is User in Role::\"" +
           role + "\", action == Action::\"listLeads\", resource);";
  };
  CHECK(warnings(text("marketing")) == Lines{"t.cedar:2:1 always-forbidden"});
  CHECK(warnings(text("sales_rep")).empty());
}

TEST_CASE("a permit of reads that never looks at the purpose is warned of", "[policy]") {
  CHECK(warnings(R"(@id("p") permit (principal, action, resource);)") ==
        Lines{"t.cedar:1:1 permit-without-purpose"});
  CHECK(warnings(R"(@id("p") permit (principal, action == Action::"readMasked", resource)
                    when { context.field.class == "contact" };)") ==
        Lines{"t.cedar:1:1 permit-without-purpose"});
  CHECK(warnings(R"(@id("p") permit (principal, action, resource is Lead)
                    unless { context.purpose == "audit" };)")
            .empty());
  CHECK(
      warnings(R"(@id("p") permit (principal, action == Action::"listLeads", resource);)").empty());
  CHECK(
      warnings(R"(@id("p") forbid (principal, action == Action::"readField", resource);)").empty());
}

TEST_CASE("an action that nothing can permit is warned of in a whole set only", "[policy]") {
  const std::string text = R"(@id("reads") permit (principal, action, resource is Lead)
    when { context.purpose == "contract" };
    @id("calls") permit (principal, action, resource is Tenant)
    when { action != Action::"readAudit" };
    @id("none") forbid (principal, action == Action::"listLeads", resource);)";
  CHECK(warnings(text, LintScope::whole_set) ==
        Lines{"leadvault.cedarschema action-without-permit",
              "leadvault.cedarschema action-without-permit"});
  CHECK(warnings(text, LintScope::some_files).empty());
}

TEST_CASE("a name that the catalogue does not have is warned of where it stands", "[policy]") {
  const auto at = [](const std::string& condition) {
    const auto lines = warnings(reading(condition));
    return lines.size() == 1 ? lines.front() : std::to_string(lines.size());
  };
  CHECK(at("context.purpose != \"sales_outreech\"") == "t.cedar:3:60 unknown-name");
  for (const auto* wrong :
       {"\"x\" == context.purpose", "[\"audit\", \"x\"].contains(context.purpose)",
        "context.field.name == \"x\"", "context.field.class == \"x\"", "resource.stage == \"x\"",
        "resource.channel == \"x\"", "resource.subject_kind == \"x\"",
        "resource.consents.contains(\"x\")", "resource.legal_bases.containsAny([\"audit\", \"x\"])",
        "resource.objections.containsAll([\"x\"])", "resource.consents == [\"x\"]",
        "[\"x\"].containsAll(principal.purposes)", "principal in Role::\"x\"",
        "principal in [Role::\"marketing\", Role::\"x\"]"}) {
    INFO(wrong);
    CHECK(at(wrong).find("unknown-name") != std::string::npos);
  }
  for (const auto* right :
       {"\"audit\" == context.purpose", "[\"audit\"].contains(context.purpose)",
        "context.field.name == \"email\"", "context.field.class == \"contact\"",
        "resource.stage == \"sql\"", "resource.channel == \"website\"",
        "resource.subject_kind == \"person\"", "resource.consents.contains(\"audit\")",
        "(resource has residency && resource.residency == \"DE\")",
        "principal in Role::\"marketing\""}) {
    INFO(right);
    CHECK(warnings(reading(right)).empty());
  }
  CHECK(warnings(R"(@id("p") permit (principal in Role::"crm", action == Action::"listLeads",
                    resource);)") == Lines{"t.cedar:1:18 unknown-name"});
}
