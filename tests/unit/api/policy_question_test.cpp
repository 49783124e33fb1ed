#include "api/policy_question.hpp"
#include "support/catch.hpp"
#include "support/plain_policies.hpp"

#include <algorithm>

using namespace lv;
using namespace lv::api;

namespace {

const lead::Catalogue& catalogue() {
  static const auto policies = test::plain_policies();
  return policies->catalogue();
}

vault::PolicyQuestion read(std::string_view text, Violations& violations) {
  const auto body = parse_json(text);
  REQUIRE(body);
  return read_policy_question(*body, catalogue(), violations);
}

vault::PolicyQuestion good(std::string_view text) {
  Violations violations;
  auto question = read(text, violations);
  for (const auto& violation : violations) UNSCOPED_INFO(violation.pointer + " " + violation.rule);
  REQUIRE(violations.empty());
  return question;
}

// Every fault as "pointer rule".
std::vector<std::string> faults(std::string_view text) {
  Violations violations;
  read(text, violations);
  std::vector<std::string> found;
  for (const auto& violation : violations)
    found.push_back(violation.pointer + " " + violation.rule);
  return found;
}

using Faults = std::vector<std::string>;

} // namespace

TEST_CASE("a question about reading is of every field's value unless it says which", "[api]") {
  const auto lead = to_text(make_id<LeadTag>());
  const auto all = good(R"({"principal":"crm","purpose":"contract","lead":")" + lead + R"("})");
  CHECK(all.principal == "crm");
  CHECK(all.action.number == catalogue().action("readField")->id);
  CHECK(to_text(*all.lead) == lead);
  CHECK(all.fields.size() == catalogue().fields().size());
  const auto some = good(R"({"principal":"crm","purpose":"contract","lead_attributes":{},)"
                         R"("fields":["email","phone.mask"]})");
  REQUIRE(some.fields.size() == 2);
  CHECK(some.fields[0].view == policy::View::value);
  CHECK(some.fields[1].view == policy::View::mask);
  CHECK(some.imagined.stage == lead::Stage::new_lead);
  const auto masks = good(R"({"principal":"crm","purpose":"contract","lead_attributes":{},)"
                          R"("action":"readMasked"})");
  CHECK(std::all_of(masks.fields.begin(), masks.fields.end(),
                    [](const auto& ask) { return ask.view == policy::View::mask; }));
}

TEST_CASE("a lead that is thought of has the attributes that are given", "[api]") {
  const auto question =
      good(R"({"principal":"crm","purpose":"contract","lead_attributes":{"stage":"sql",)"
           R"("channel":"event","subject_kind":"organisation","residency":"AT",)"
           R"("consents":["sales_outreach"],"legal_bases":["contract"]}})");
  const auto& facts = question.imagined;
  CHECK(facts.stage == lead::Stage::sql);
  CHECK(facts.channel == lead::Channel::event);
  CHECK(facts.subject_kind == lead::SubjectKind::organisation);
  CHECK(facts.residency == "AT");
  const auto basis = [&](std::string_view purpose) {
    return facts.consents.in_force(catalogue().purpose(purpose)->id, Time{1})->basis;
  };
  CHECK(basis("sales_outreach") == lead::LegalBasis::consent);
  CHECK(basis("contract") == lead::LegalBasis::legitimate_interests);
}

TEST_CASE("a whole action takes neither a lead nor fields, and needs no purpose", "[api]") {
  const auto question = good(R"({"principal":"crm","action":"listLeads"})");
  CHECK(question.fields.empty());
  CHECK(question.purpose == lead::PurposeId{});
  CHECK(
      faults(
          R"({"principal":"crm","action":"listLeads","lead_attributes":{},"fields":["email"]})") ==
      Faults{"/lead_attributes not-taken", "/fields not-taken"});
}

TEST_CASE("every fault of a question is told at its place", "[api]") {
  CHECK(faults(R"({"purpose":"contract","lead_attributes":{}})") == Faults{"/principal required"});
  CHECK(faults(R"({"principal":"crm","lead_attributes":{}})") == Faults{"/purpose required"});
  CHECK(faults(R"({"principal":"crm","purpose":"contract"})") == Faults{" exactly-one"});
  const auto lead = to_text(make_id<LeadTag>());
  CHECK(faults(R"({"principal":"crm","purpose":"contract","lead_attributes":{},"lead":")" + lead +
               R"("})") == Faults{" exactly-one"});
  CHECK(faults(R"({"principal":"crm","action":"fly","credential":"cred_1","purpose":"fun",)"
               R"("lead_attributes":{"stage":"lost","mood":"good"},"fields":["eyes"]})") ==
        Faults{"/credential id-syntax", "/action unknown-action", "/purpose unknown-purpose",
               "/lead_attributes/mood unknown-member", "/lead_attributes/stage unknown-value",
               "/fields unknown-field"});
  CHECK(faults(R"({"principal":"crm","purpose":"contract","lead":"lead_1","wish":1})") ==
        Faults{"/wish unknown-member", "/lead id-syntax"});
  CHECK(faults(R"({"principal":"crm","purpose":"contract","lead_attributes":{)"
               R"("consents":["contract"],"legal_bases":["contract","fun"]}})") ==
        Faults{"/lead_attributes/legal_bases duplicate",
               "/lead_attributes/legal_bases unknown-purpose"});
}
