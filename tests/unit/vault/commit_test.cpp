#include "unit/vault/vault_fixture.hpp"
#include "vault/actions.hpp"
#include "vault/committing.hpp"
#include "vault/entries.hpp"
#include "vault/sealing.hpp"
#include "vault/seals.hpp"
#include "vault/state.hpp"

#include "leadvault/crypto/field_blob.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <future>

using namespace lv;
using namespace lv::test;

namespace {

struct Tally {
  std::size_t stored = 0;
  std::size_t overloaded = 0;
  std::size_t other = 0;
};

Async<void> commit_one(vault::Vault::State& state, Tally& tally) {
  vault::Commit write;
  write.append.entries.push_back(vault::system_entry(
      state, system_tenant, audit::EntryKind::configuration_changed, audit::SystemBody{}));
  write.job = [](store::Transaction&, Position) { return Result<void>(); };
  const auto done = co_await vault::commit(state, std::move(write));
  if (done) {
    ++tally.stored;
  } else {
    ++(done.error().code() == Errc::overloaded ? tally.overloaded : tally.other);
  }
}

} // namespace

TEST_CASE("writes beyond what the store can queue are refused before they are logged", "[vault]") {
  constexpr std::size_t wave = 512;
  constexpr std::size_t total = limits::write_queue_max + 4 * wave;
  VaultFixture test;
  auto& state = test.vault().state_for_test();
  std::promise<void> release;
  std::promise<void> stopped;
  store::Write slow;
  slow.job = [&](store::Transaction&) {
    stopped.set_value();
    release.get_future().wait();
    return Result<void>();
  };
  slow.done = [](const Result<void>&) {};
  REQUIRE(test.opened->store().submit(std::move(slow)));
  stopped.get_future().wait();

  net::io_context io(1);
  Tally tally;
  for (std::size_t made = 0; made < total; made += wave) {
    for (std::size_t i = 0; i < wave; ++i)
      net::co_spawn(io, commit_one(state, tally), [](const std::exception_ptr&) {});
    io.poll();
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // the log takes this wave
  }
  release.set_value();
  io.restart();
  io.run();
  CHECK(test.opened->audit().accepting());
  CHECK(tally.other == 0);
  CHECK(tally.overloaded > 0);
  CHECK(tally.stored + tally.overloaded == total);
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  CHECK(run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})));
}

TEST_CASE("opened tenant keys stay within the memory for secrets, however many tenants there are",
          "[vault]") {
  VaultFixture test;
  auto& parts = test.vault().state_for_test().parts;
  vault::KeyRoom room(parts.store, parts.tenant_keys, 2);
  for (const char* name : {"one", "two", "three"}) {
    const auto made = run(test.vault().create_tenant(test.system_operator(), name)).value();
    REQUIRE(room.tenant_key(made.tenant));
    CHECK(room.tenants_kept() <= 2);
  }
  CHECK(room.tenant_key(test.tenant));
}

TEST_CASE("P1 no write opens a lead's key before its entry is in the log", "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  // A key that does not open, in a row whose seal is right: where it is tried shows in the log.
  auto row = test.opened->store().lead(test.tenant, lead).value().value();
  row.wrapped_key.back() ^= 1;
  REQUIRE(test.vault().state_for_test().seals.seal(row));
  test.put_back(row);

  const auto newest = [&] { return test.opened->audit().newest(); };
  auto before = newest();
  vault::LeadChange change;
  change.expected_version = 1;
  change.fields.push_back({test.field("given_name"), SecretText("Eve")});
  const auto updated = run(test.vault().update(crm, lead, change));
  REQUIRE_FALSE(updated);
  CHECK(newest() > before);

  before = newest();
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  consent.evidence = SecretText("{\"box\":\"ticked\"}");
  const auto granted = run(test.vault().grant(crm, lead, consent));
  REQUIRE_FALSE(granted);
  CHECK(newest() > before);
  CHECK(test.vault().integrity_alarms() == 2);
  CHECK(test.opened->store().lead(test.tenant, lead).value()->version == 1);
}

TEST_CASE("P4 the evidence of one consent does not open as that of another", "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"sales_outreach"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  vault::NewConsent consent;
  consent.purpose = test.purpose("sales_outreach");
  for (const char* box : {"ticked", "empty"}) {
    consent.evidence = SecretText(box);
    REQUIRE(run(test.vault().grant(crm, lead, consent)));
  }
  auto& state = test.vault().state_for_test();
  const auto events = test.opened->store().consents(test.tenant, lead).value();
  REQUIRE(events.size() == 2);
  const auto row = test.opened->store().lead(test.tenant, lead).value().value();
  auto cipher = vault::unwrap_fields(state, row).value();
  const auto opens = [&](std::size_t evidence, std::size_t as) {
    return cipher
        .open({vault::evidence_field, events[as].event.sequence}, events[evidence].evidence)
        .has_value();
  };
  CHECK(opens(0, 0));
  CHECK(opens(1, 1));
  CHECK_FALSE(opens(0, 1));
  CHECK_FALSE(opens(1, 0));
}
