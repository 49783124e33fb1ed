#include "unit/vault/vault_fixture.hpp"

using namespace lv;
using namespace lv::test;

namespace {

constexpr std::size_t leads_made = 150;
constexpr std::size_t value_bytes = 16'000;
constexpr std::array large_fields{"given_name", "middle_name", "family_name", "company",
                                  "title",      "city",        "street",      "state"};

lead::NewLead large_person(const VaultFixture& test) {
  lead::NewLead lead;
  lead.residency = "DE";
  for (const auto* name : large_fields)
    lead.fields.push_back({test.field(name), SecretText(value_bytes, 'x')});
  return lead;
}

std::size_t opened(const std::vector<vault::Vault::Item>& items) {
  return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [](const auto& item) {
    return std::holds_alternative<vault::Disclosed<vault::LeadView>>(item);
  }));
}

// How many leads the newest release in the log names.
std::size_t logged(VaultFixture& test) {
  auto& index = test.opened->index();
  REQUIRE(index.wait_until(test.opened->audit().newest(), 10'000));
  audit::IndexQuery query;
  query.tenant = test.tenant;
  query.kinds.push_back(audit::EntryKind::release);
  query.limit = 1;
  const auto found = index.query(query).value();
  REQUIRE(found.size() == 1);
  return std::get<audit::ReleaseBody>(found.front().entry.body).leads.size();
}

} // namespace

TEST_CASE("a batch opens and logs the leads that fit its answer, and names the others", "[vault]") {
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"qualification"});
  std::vector<LeadId> leads;
  for (std::size_t i = 0; i < leads_made; ++i)
    leads.push_back(run(test.vault().create(crm, large_person(test), {})).value().lead);
  const auto asked = test.question("qualification", {"company"});

  const auto items = run(test.vault().read_many(crm, leads, asked)).value();
  REQUIRE(items.size() == leads_made);
  const auto fitting = opened(items);
  CHECK(fitting > 1);
  CHECK(fitting < leads_made);
  CHECK(logged(test) == fitting);
  CHECK(std::get<Error>(items.back()).code() == Errc::too_large);

  // An export ends its page there and goes on behind it.
  auto exporting = asked;
  exporting.action = policy::Action{test.catalogue->action("exportLeads")->id};
  std::size_t exported = 0;
  std::uint64_t place = 0;
  int pages = 0;
  do {
    const store::Page page{place, limits::page_size_max};
    const auto some = run(test.vault().export_page(crm, {}, page, exporting, place)).value();
    CHECK(opened(some) == some.size());
    exported += some.size();
    ++pages;
  } while (place != 0);
  CHECK(exported == leads_made);
  CHECK(pages == 2);
}
