#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include "leadvault/policy/table_tests.hpp"

#include <algorithm>

using namespace lv;

namespace {

constexpr const char* shipped = LV_SOURCE_DIR "/policies";

std::vector<policy::PolicyFile> shipped_tables() {
  Violations findings;
  return policy::read_table_files(LV_SOURCE_DIR "/policies/tests", findings).value();
}

std::vector<policy::CaseResult> run(const policy::Policies& policies,
                                    const std::vector<policy::PolicyFile>& files) {
  Violations findings;
  auto results = policy::run_table_files(policies, files, findings);
  for (const auto& finding : findings) UNSCOPED_INFO(finding.pointer + " " + finding.detail);
  REQUIRE(results);
  return std::move(*results);
}

// Of a file that is `json`: its findings, each "pointer rule".
std::vector<std::string> faults(const std::string& json) {
  Violations findings;
  const auto ran = policy::run_table_files(*test::plain_policies(), {{"t.json", json}}, findings);
  REQUIRE(ran.has_error() == !findings.empty());
  std::vector<std::string> lines;
  for (const auto& finding : findings) lines.push_back(finding.pointer + " " + finding.rule);
  return lines;
}

using Lines = std::vector<std::string>;

// A whole file with one case, whose members are `members`.
std::string one_case(const std::string& members) {
  return R"({"about": "a", "tests": [{"name": "n", "reasons": [], "decision": "deny",)" + members +
         "}]}";
}

constexpr const char* reading =
    R"("principal": {"kind": "client"}, "action": "readField", "fields": ["email"],
       "purpose": "contract")";

} // namespace

TEST_CASE("the shipped policies pass every case of policies/tests", "[policy]") {
  Violations findings;
  const auto policies = policy::load_policies(shipped, findings);
  REQUIRE(policies);
  const auto results = run(**policies, shipped_tables());
  CHECK(results.size() >= 120);
  for (const auto& result : results) {
    INFO(result.file + ": " + result.name + ": " + result.failure);
    CHECK(result.passed());
  }
}

TEST_CASE("each shipped policy is missed by a case when it is left out", "[policy]") {
  Violations findings;
  const auto policies = policy::load_policies(shipped, findings);
  REQUIRE(policies);
  const auto tables = shipped_tables();
  for (const auto& rule : (*policies)->rules()) {
    INFO(rule.id);
    auto texts = (*policies)->texts();
    const auto file = std::find_if(texts.files.begin(), texts.files.end(),
                                   [&](const auto& one) { return one.name == rule.file; });
    REQUIRE(file != texts.files.end());
    const auto where = rule.policy->where;
    file->text.erase(where.begin, where.end - where.begin);
    const auto rest = policy::Policies::make(texts, (*policies)->shared_catalogue(), findings);
    REQUIRE(rest);
    REQUIRE((*rest)->rules().size() + 1 == (*policies)->rules().size());
    const auto results = run(**rest, tables);
    CHECK(std::any_of(results.begin(), results.end(),
                      [](const policy::CaseResult& result) { return !result.passed(); }));
  }
}

TEST_CASE("a case that fails tells what was expected and what came", "[policy]") {
  const auto policies = test::plain_policies();
  const auto failure = [&](const std::string& members) {
    return run(*policies, {{"t.json", one_case(members)}}).front().failure;
  };
  CHECK(failure(reading).find(
            "email: expected deny by no policy; came deny by purpose-not-bound") == 0);
  CHECK(failure(std::string(reading) + R"(, "code": "not-permitted")").find("code purpose-") !=
        std::string::npos);
  CHECK(failure(R"("principal": {"kind": "user"}, "action": "listLeads")").empty());
}

TEST_CASE("the mask of a case is the one the vault would make", "[policy]") {
  Violations findings;
  const auto policies = policy::load_policies(shipped, findings);
  REQUIRE(policies);
  const auto masked = [&](const std::string& mask) {
    const std::string json =
        R"({"about": "a", "tests": [{"name": "n", "principal": {"kind": "user",
            "roles": ["marketing"], "purposes": ["email_marketing"]}, "action": "readMasked",
            "purpose": "email_marketing", "fields": ["phone"], "decision": "allow",
            "lead": {"consents": ["email_marketing", "phone_marketing"]},
            "reasons": ["marketing-phone-masked"], "mask": ")" +
        mask + R"("}]})";
    return run(**policies, {{"t.json", json}}).front().failure;
  };
  CHECK(masked("full").empty());
  CHECK(masked("last4") == "phone: expected allow by marketing-phone-masked, mask last4; came "
                           "allow by marketing-phone-masked, mask full");
}

TEST_CASE("a table that is no table names each fault by its pointer", "[policy]") {
  CHECK(faults("{\"about\": \"a\",\n  \"tests\": [}") == Lines{"t.json:2:13 syntax"});
  CHECK(faults("[]") ==
        Lines{"t.json# wrong-type", "t.json#/about missing-member", "t.json#/tests no-cases"});
  CHECK(faults(R"({"about": "a", "tests": []})") == Lines{"t.json#/tests no-cases"});
  CHECK(faults(R"({"about": "a", "test": [], "tests": [1]})").front() ==
        "t.json#/test unknown-member");
  CHECK(faults(one_case(std::string(reading) + R"(, "note": 1)")) ==
        Lines{"t.json#/tests/0/note unknown-member"});
  CHECK(
      faults(one_case(std::string(reading) + R"(, "lead": {"stage": "gold", "tier": 1})")) ==
      Lines{"t.json#/tests/0/lead/tier unknown-member", "t.json#/tests/0/lead/stage unknown-name"});
  CHECK(faults(one_case(std::string(reading) + R"(, "lead": {"consents": ["audit", "x"],
                          "legal_bases": ["audit"]})")) ==
        Lines{"t.json#/tests/0/lead/consents/1 unknown-name",
              "t.json#/tests/0/lead/legal_bases second-basis"});
  CHECK(faults(one_case(std::string(reading) + R"(, "lead": {"assigned": "caller"})")) ==
        Lines{"t.json#/tests/0/lead/assigned client-assigned"});
  CHECK(faults(one_case(std::string(reading) + R"(, "lead": {"erased": "yes", "incidents": -1})"))
            .size() == 2);
  CHECK(faults(one_case(std::string(reading) + R"(, "mask": "full")")) ==
        Lines{"t.json#/tests/0/mask no-mask"});
}

TEST_CASE("a case must be one that the vault can meet", "[policy]") {
  CHECK(faults(one_case(R"("principal": {"kind": "robot", "roles": ["boss"]}, "action": "fly")")) ==
        Lines{"t.json#/tests/0/principal/kind unknown-name",
              "t.json#/tests/0/principal/roles/0 unknown-name",
              "t.json#/tests/0/action unknown-name"});
  CHECK(faults(one_case(R"("principal": {"kind": "user"}, "action": "readField")")) ==
        Lines{"t.json#/tests/0/fields missing-member", "t.json#/tests/0/purpose missing-member"});
  CHECK(faults(one_case(R"("principal": {"kind": "user"}, "action": "listLeads",
                           "fields": ["email"], "purpose": "fun")")) ==
        Lines{"t.json#/tests/0/purpose unknown-name", "t.json#/tests/0/fields no-reading"});
  CHECK(faults(R"({"about": "a", "defaults": {"name": "n", "lead": {"tier": 1},
                   "principal": {"kind": "user"}, "action": "listLeads", "decision": "deny",
                   "reasons": []}, "tests": [{"name": "x"}, {"name": "x"}]})") ==
        Lines{"t.json#/defaults/name unknown-member", "t.json#/defaults/lead/tier unknown-member",
              "t.json#/tests/1/name duplicate-name"});
  CHECK(faults(R"({"about": "a", "tests": [{"name": "n", "principal": {"kind": "user"},
                   "action": "listLeads", "decision": "allow", "reasons": ["b", "a"],
                   "code": "x"}]})") ==
        Lines{"t.json#/tests/0/reasons not-sorted", "t.json#/tests/0/code no-denial"});
}
