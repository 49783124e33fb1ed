#include "unit/vault/vault_fixture.hpp"

#include "leadvault/base/one_shot.hpp"

using namespace lv;
using namespace lv::test;

namespace {

bool holds(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

std::vector<audit::IndexedEntry> entries(VaultFixture& test, LeadId lead, audit::EntryKind kind) {
  REQUIRE(test.opened->index().wait_until(test.opened->audit().newest(), 5'000));
  audit::IndexQuery query;
  query.tenant = test.tenant;
  query.lead = lead;
  query.kinds.push_back(kind);
  return test.opened->index().query(query).value();
}

} // namespace

TEST_CASE("P1 a value is released with an entry that names principal, purpose, lead and fields",
          "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto made = run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {}));
  REQUIRE(made);
  const auto answer = outcome_of(run(
      test.vault().read(crm, made->lead, test.question("qualification", {"given_name", "email"}))));
  CHECK(holds(answer, "\"given_name\":\"Ada\""));
  CHECK(holds(answer, "\"email\":\"ada@example.com\""));

  const auto released = entries(test, made->lead, audit::EntryKind::release);
  REQUIRE(released.size() == 1);
  const auto& entry = released.front().entry;
  CHECK(entry.principal == crm.principal);
  CHECK(entry.request == crm.request);
  CHECK(entry.purpose == test.purpose("qualification"));
  const auto& touch = std::get<audit::ReleaseBody>(entry.body).leads.at(0);
  CHECK(touch.lead == made->lead);
  CHECK(touch.released == lead::FieldSet{test.field("given_name"), test.field("email")});
}

TEST_CASE("P6 the three refusals are told apart and each is in the log", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification", "sales_outreach"});
  auto officer = test.caller("compliance_officer", {"audit"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  CHECK(outcome_of(run(test.vault().read(crm, lead, test.question("sales_outreach", {"email"})))) ==
        "consent-missing");
  CHECK(outcome_of(run(test.vault().read(officer, lead, test.question("audit", {"email"})))) ==
        "not-permitted");
  CHECK(outcome_of(run(test.vault().read(crm, lead, test.question("contract", {"email"})))) ==
        "forbidden");
  CHECK(entries(test, lead, audit::EntryKind::denial).size() == 3);
  CHECK(entries(test, lead, audit::EntryKind::release).empty());
}

TEST_CASE("a consent opens what it is for, and its withdrawal closes it on the next read",
          "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto asked = test.question("sales_outreach", {"email"});
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  consent.evidence = R"({"form":"newsletter"})";
  REQUIRE(run(test.vault().grant(crm, lead, consent)));
  CHECK(holds(outcome_of(run(test.vault().read(crm, lead, asked))), "ada@example.com"));
  REQUIRE(run(test.vault().withdraw(crm, lead, consent.purpose)));
  CHECK(outcome_of(run(test.vault().read(crm, lead, asked))) == "consent-missing");
  const auto history = run(test.vault().consents(crm, lead));
  REQUIRE(history);
  CHECK(history->size() == 2);
}

TEST_CASE("P4 blobs swapped between leads in the store raise an alarm and give no value",
          "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto one =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto two =
      run(test.vault().create(crm, test.person("Bob", "bob@example.com"), {})).value().lead;
  auto& store = test.opened->store();
  const auto position = store.applied().value();
  OneShot<Position> done;
  store::Write write;
  write.position = Position{position.value + 1};
  write.job = [&](store::Transaction& transaction) -> Result<void> {
    LV_TRY(first, transaction.lead(test.tenant, one));
    LV_TRY(second, transaction.lead(test.tenant, two));
    std::swap(first->fields, second->fields);
    LV_CHECK(transaction.update_lead(*first));
    return transaction.update_lead(*second);
  };
  write.done = [&](Result<void> result) {
    if (result) {
      done.set(Position{1});
    } else {
      done.set(result.error());
    }
  };
  REQUIRE(store.submit(std::move(write)));
  REQUIRE(run(done.wait()));
  for (const auto lead : {one, two}) {
    CHECK(outcome_of(run(test.vault().read(
              crm, lead, test.question("qualification", {"email"})))) == "integrity");
  }
  CHECK(test.vault().integrity_alarms() == 2);
  CHECK(entries(test, one, audit::EntryKind::integrity_alarm).size() == 1);
}

TEST_CASE("an erased lead is gone from reads, searches and lists, also after a restart",
          "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto find = [&] {
    return run(test.vault().search(crm, test.purpose("qualification"), 1,
                                   SecretText("ADA@example.com")))
        .value();
  };
  CHECK(find() == std::vector<LeadId>{lead});
  REQUIRE(run(test.vault().erase(crm, lead)));
  for (int round = 0; round < 2; ++round) {
    CHECK(find().empty());
    CHECK(outcome_of(run(test.vault().read(
              crm, lead, test.question("qualification", {"email"})))) == "not-found");
    CHECK(run(test.vault().list(crm, {}, {})).value().leads.empty());
    test.reopen();
  }
}

TEST_CASE("an update seals the changed fields only and moves their tokens", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  const auto before = test.opened->store().lead(test.tenant, lead).value().value();
  vault::LeadChange change;
  change.expected_version = 1;
  change.fields.push_back({test.field("email"), SecretText("lovelace@example.com")});
  REQUIRE(run(test.vault().update(crm, lead, change)).value().version == 2);
  CHECK(run(test.vault().update(crm, lead, change)).error().code() == Errc::precondition_failed);
  const auto after = test.opened->store().lead(test.tenant, lead).value().value();
  CHECK(before.fields.size() == after.fields.size());
  for (const auto one : before.fields) {
    const auto now = after.fields.find(one.field).value();
    const bool is_same = std::equal(one.blob.begin(), one.blob.end(), now.begin(), now.end());
    CHECK(is_same != (one.field == test.field("email").value));
  }
  const auto purpose = test.purpose("qualification");
  CHECK(run(test.vault().search(crm, purpose, 1, SecretText("ada@example.com"))).value().empty());
  CHECK(run(test.vault().search(crm, purpose, 1, SecretText("lovelace@example.com"))).value() ==
        std::vector<LeadId>{lead});
}

TEST_CASE("a phone number is found by where the lead lives, also after a move", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  auto person = test.person("Ada", "ada@example.com");
  person.fields.push_back({test.field("phone"), SecretText("020 7946 0958")});
  const auto lead = run(test.vault().create(crm, person, {})).value().lead;
  const auto find = [&] {
    return run(test.vault().search(crm, test.purpose("qualification"), 2,
                                   SecretText("+442079460958")))
        .value();
  };
  CHECK(find().empty());
  vault::LeadChange change;
  change.expected_version = 1;
  change.residency = "GB";
  const auto flags = [&] { return run(test.vault().summary(crm, lead)).value().flags; };
  REQUIRE(run(test.vault().update(crm, lead, change)));
  CHECK(find() == std::vector<LeadId>{lead});
  CHECK(flags() == 0);
  change = {};
  change.expected_version = 2;
  change.fields.push_back({test.field("phone"), SecretText("ext. 12")});
  const auto unusable = run(test.vault().update(crm, lead, change)).value();
  CHECK(unusable.warnings == std::vector<std::string>{"phone-not-indexed"});
  CHECK(flags() == store::row_flag_phone_not_indexed);
  CHECK(find().empty());
  change.expected_version = 3;
  change.fields.back().value = SecretText("020 7946 0958");
  REQUIRE(run(test.vault().update(crm, lead, change)));
  CHECK(flags() == 0);
}
