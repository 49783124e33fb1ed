#include "support/lead_rows.hpp"

#include "leadvault/lead/normalise.hpp"

#include <set>

using namespace lv;
using namespace lv::lead;
using namespace lv::test;

namespace {

const std::string header = "Lead ID,FirstName,LastName,Email,Phone,Country,LeadSource,"
                           "Outreach_Consent__c\n";

MappedFile salesforce(const std::string& rows) {
  return map_text(shipped_mapping("salesforce"), header + rows);
}

} // namespace

TEST_CASE("a row becomes a lead with id, channel, residency, consent and international phone",
          "[lead]") {
  const auto out = salesforce("00Q1, Ada ,Lovelace,ada@example.com,020 7946 0958,United Kingdom,"
                              "Trade Show,true\n");
  REQUIRE(out.violations.empty());
  REQUIRE(out.rows.size() == 1);
  const auto& row = out.rows[0];
  CHECK(row.key == "salesforce:00Q1");
  CHECK(row.lead.external_ids == std::vector<ExternalId>{{"salesforce", "00Q1"}});
  CHECK(row.lead.channel == Channel::event);
  CHECK(row.lead.residency == "GB");
  CHECK(value(row, 1) == "Ada");
  CHECK(value(row, 10) == "+442079460958");
  CHECK(value(row, 20) == "GB");
  REQUIRE(row.lead.consents.size() == 1);
  CHECK(row.lead.consents[0].purpose == PurposeId{1});
  CHECK(row.lead.consents[0].evidence ==
        R"({"mapping":"salesforce","column":"Outreach_Consent__c"})");
  CHECK(row.warnings.empty());
}

TEST_CASE("a phone that does not normalise is kept and reported", "[lead]") {
  const auto out = salesforce("00Q1,Ada,Lovelace,,555-3001,,,\n");
  REQUIRE(out.rows.size() == 1);
  CHECK(value(out.rows[0], 10) == "555-3001");
  CHECK(out.rows[0].warnings == std::vector<std::string>{"phone-not-indexed"});
}

TEST_CASE("bad rows are refused by row number, column and rule; the others stand", "[lead]") {
  const auto out = salesforce("00Q1,,,,,,Web,true\n"
                              "00Q2,Ada,,nobody,,,Web,\n"
                              ",Ada,,,,,,\n"
                              "00Q4,Ada\n"
                              "00Q5,4111 1111 1111 1111,,,,,,\n"
                              "00Q6,Grace,Hopper,,,,,\n");
  REQUIRE(out.rows.size() == 1);
  CHECK(out.rows[0].key == "salesforce:00Q6");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"row 1", "empty-row"},
      {"row 2/Email", "email-syntax"},
      {"row 3/Lead ID", "missing-external-id"},
      {"row 4", "column-count"},
      {"row 5/FirstName", "card-number"}};
  REQUIRE(out.violations.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(out.violations[i].pointer == expected[i].first);
    CHECK(out.violations[i].rule == expected[i].second);
  }
}

TEST_CASE("no column is dropped silently", "[lead]") {
  auto mapping = shipped_mapping("salesforce");
  Violations violations;
  CHECK_FALSE(mapping.bind({SecretText("FirstName"), SecretText("Shoe size")}, violations));
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].rule == "unmapped-column");
  CHECK(violations[1].rule == "missing-column");
}

TEST_CASE("all 1,000 leads of the sample map, each with an e-mail and a phone of its own",
          "[lead]") {
  const auto out = map_text(shipped_mapping("salesforce"),
                            file_text(std::string(LV_SOURCE_DIR) + "/tests/sample/leads-1000.csv"));
  for (const auto& one : out.violations) UNSCOPED_INFO(one.pointer << " " << one.rule);
  CHECK(out.violations.empty());
  REQUIRE(out.rows.size() == 1'000);
  std::set<std::string> keys;
  std::set<SecretText> emails;
  std::set<SecretText> phones;
  std::size_t mobiles = 0;
  std::size_t consents = 0;
  for (const auto& row : out.rows) {
    INFO(row.key);
    CHECK(row.warnings.empty());
    CHECK(row.lead.residency.size() == 2);
    keys.insert(row.key);
    const auto email = normalise_email(value(row, 9));
    REQUIRE(email);
    emails.insert(*email);
    for (const std::uint16_t field : {std::uint16_t{10}, std::uint16_t{11}}) {
      const auto text = value(row, field);
      if (text.empty() && field == 11) continue;
      const auto phone = normalise_phone(text);
      REQUIRE(phone);
      phones.insert(*phone);
      mobiles += field == 11 ? 1U : 0U;
    }
    consents += row.lead.consents.empty() ? 0U : 1U;
  }
  CHECK(keys.size() == 1'000);
  CHECK(emails.size() == 1'000);
  CHECK(phones.size() == 1'000 + mobiles);
  CHECK(consents > 700);
  CHECK(consents < 1'000); // some leads show what a missing consent does
}
