#include "unit/vault/vault_fixture.hpp"

#include <atomic>

using namespace lv;
using namespace lv::test;

namespace {

// Reads until `total` reads were made by all readers; counts what was released.
void reader(VaultFixture& test, policy::Caller caller, LeadId lead, std::atomic<int>& left,
            std::atomic<int>& released) {
  const auto asked = test.question("sales_outreach", {"email"});
  while (left.fetch_sub(1) > 0) {
    caller.request = make_id<RequestTag>();
    const auto answer = outcome_of(run(test.vault().read(caller, lead, asked)));
    if (answer.find("ada@example.com") != std::string::npos) released.fetch_add(1);
  }
}

} // namespace

TEST_CASE("P5 no release stands in the log after the withdrawal that forbids it", "[vault]") {
  constexpr int reads = 10'000;
  constexpr int readers = 8;
  VaultFixture test;
  auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  REQUIRE(run(test.vault().grant(crm, lead, consent)));

  std::atomic<int> left{reads};
  std::atomic<int> released{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < readers; ++i) {
    threads.emplace_back([&] { reader(test, crm, lead, left, released); });
  }
  while (released.load() < reads / 4) std::this_thread::yield();
  const auto withdrawn = run(test.vault().withdraw(crm, lead, consent.purpose));
  for (auto& thread : threads) thread.join();
  REQUIRE(withdrawn);
  REQUIRE(released.load() < reads);

  REQUIRE(test.opened->index().wait_until(test.opened->audit().newest(), 10'000));
  audit::IndexQuery query;
  query.tenant = test.tenant;
  query.lead = lead;
  query.limit = 200;
  int releases = 0;
  Position withdrawal;
  Position newest_release;
  for (;;) {
    const auto page = test.opened->index().query(query).value();
    for (const auto& [logged, entry] : page) {
      if (entry.kind == audit::EntryKind::consent_withdrawn) withdrawal = logged.position;
      if (entry.kind != audit::EntryKind::release) continue;
      ++releases;
      newest_release = std::max(newest_release, logged.position);
    }
    if (page.size() < query.limit) break;
    query.before = page.back().logged.position;
  }
  CHECK(releases == released.load());
  CHECK(newest_release < withdrawal);
}
