#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <thread>

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

TEST_CASE("an append is in the log with position, leaf and index, and the log verifies",
          "[audit]") {
  LogFixture f;
  auto opened = f.open();
  std::vector<Logged> all;
  for (std::uint64_t i = 0; i < 50; ++i) {
    auto logged =
        opened.log->append_blocking(append_of(system_entry(f.tenant, EntryKind::started, i)));
    REQUIRE(logged);
    REQUIRE(logged->size() == 1);
    CHECK(logged->front().index == i);
    CHECK(logged->front().log == f.log_id);
    if (!all.empty()) CHECK(logged->front().position > all.back().position);
    all.push_back(logged->front());
  }
  opened.log->close();
  CHECK(opened.log->checkpoint(f.tenant).find("vault.example/" + to_text(f.log_id) + "/0\n50\n") ==
        0);
  const auto report = f.verify(f.path());
  REQUIRE(report);
  CHECK(report->sound());
  CHECK(report->entries == 50);
  CHECK(report->newest == all.back().position);
  CHECK_FALSE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
}

TEST_CASE("a log goes on after closing, over many segments", "[audit]") {
  LogFixture f;
  for (int round = 0; round < 4; ++round) {
    auto opened = f.open();
    for (int i = 0; i < 120; ++i)
      REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    opened.log->close();
  }
  const auto report = f.verify(f.path());
  REQUIRE(report);
  INFO((report->fault ? report->fault->reason : ""));
  CHECK(report->sound());
  CHECK(report->entries == 480);
  CHECK(report->segments > 1);
}

TEST_CASE("a snapshot and a full replay give the same marks, trees and checkpoints", "[audit]") {
  LogFixture f;
  std::vector<LeadId> leads;
  std::string last;
  {
    auto opened = f.open();
    for (int i = 0; i < 40; ++i) {
      leads.push_back(make_id<LeadTag>());
      auto logged = opened.log->append_blocking(
          write_of(write_entry(f.tenant, EntryKind::lead_created, leads.back(), 1), leads.back()));
      REQUIRE(logged);
      opened.log->applied(logged->front().position, AuditLog::Applied::yes);
      f.store.applied = logged->front().position;
    }
    opened.log->close();
    last = opened.log->checkpoint(f.tenant);
  }
  REQUIRE(fs::exists(f.path() / "snapshot.lvs"));
  std::vector<Position> with;
  {
    auto opened = f.open();
    CHECK(opened.recovery.frames_replayed == 0);
    for (const auto& lead : leads) with.push_back(opened.log->mark(lead.bytes));
    opened.log->close();
    CHECK(opened.log->checkpoint(f.tenant) == last);
  }
  fs::remove(f.path() / "snapshot.lvs");
  auto opened = f.open();
  CHECK(opened.recovery.frames_replayed > 40);
  for (std::size_t i = 0; i < leads.size(); ++i) {
    CHECK(opened.log->mark(leads[i].bytes) == with[i]);
    CHECK(with[i] != Position{});
    CHECK(opened.log->freshness(leads[i].bytes, with[i]) == Freshness::fresh);
  }
  CHECK(opened.log->checkpoint(f.tenant) == last);
}

TEST_CASE("an append whose expectation no longer holds is refused as moved, alone", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  const LeadId lead = make_id<LeadTag>();
  auto create = write_of(write_entry(f.tenant, EntryKind::lead_created, lead, 1), lead);
  create.expectations.push_back({lead.bytes, Position{}});
  const auto created = opened.log->append_blocking(create);
  REQUIRE(created);
  auto again = opened.log->append_blocking(create);
  REQUIRE_FALSE(again);
  CHECK(again.error().code() == Errc::moved);
  auto reading = append_of(system_entry(f.tenant));
  reading.expectations.push_back({lead.bytes, created->front().position});
  CHECK(opened.log->append_blocking(reading));
}

TEST_CASE("freshness tells new, pending, stale and unknown rows apart", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  const LeadId lead = make_id<LeadTag>();
  const auto write = [&](std::uint64_t version) {
    return opened.log
        ->append_blocking(
            write_of(write_entry(f.tenant, EntryKind::lead_updated, lead, version), lead))
        ->front()
        .position;
  };
  const auto& log = *opened.log;
  CHECK(log.freshness(lead.bytes, Position{}) == Freshness::fresh);
  CHECK(log.freshness(lead.bytes, Position{5}) == Freshness::unknown);
  const Position first = write(1);
  CHECK(log.freshness(lead.bytes, first) == Freshness::fresh);
  opened.log->applied(first, AuditLog::Applied::yes);
  const Position second = write(2);
  CHECK(log.freshness(lead.bytes, first) == Freshness::pending);
  CHECK(log.freshness(lead.bytes, second) == Freshness::fresh);
  opened.log->applied(second, AuditLog::Applied::yes);
  CHECK(log.freshness(lead.bytes, first) == Freshness::stale);
  const Position third = write(3);
  opened.log->applied(third, AuditLog::Applied::rolled_back);
  CHECK(log.mark(lead.bytes) == second);
  CHECK(log.freshness(lead.bytes, second) == Freshness::fresh);
}

TEST_CASE("a clock that steps back more than a second leaves an entry, and times still rise",
          "[audit]") {
  LogFixture f;
  StandingClock clock;
  auto options = f.options();
  options.clock = &clock;
  auto opened = f.try_open(options);
  REQUIRE(opened);
  for (int i = 0; i < 3; ++i)
    REQUIRE(opened->log->append_blocking(append_of(system_entry(system_tenant))));
  clock.us -= 5'000'000;
  for (int i = 0; i < 3; ++i)
    REQUIRE(opened->log->append_blocking(append_of(system_entry(system_tenant))));
  opened->log->close();
  const auto report = f.verify(f.path());
  REQUIRE(report);
  CHECK(report->sound());
  CHECK(report->entries == 7); // the seventh says by how much
}

TEST_CASE("an append for a tenant without a log, of two tenants or without entries is refused",
          "[audit]") {
  LogFixture f;
  auto opened = f.open();
  CHECK(opened.log->append_blocking(append_of(system_entry(make_id<TenantTag>()))).error().code() ==
        Errc::not_found);
  auto two = append_of(system_entry(f.tenant));
  two.entries.push_back(system_entry(system_tenant));
  CHECK_FALSE(opened.log->append_blocking(two));
  CHECK_FALSE(opened.log->append_blocking(Append{}));
  CHECK_FALSE(opened.log->open_tenant_log(f.tenant, make_id<LogTag>()));
}

TEST_CASE("many threads append at once and every acknowledged entry verifies", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i)
        if (opened.log->append_blocking(append_of(system_entry(f.tenant)))) ++good;
    });
  for (auto& thread : threads) thread.join();
  CHECK(good == 1600);
  opened.log->close();
  const auto report = f.verify(f.path());
  REQUIRE(report);
  CHECK(report->sound());
  CHECK(report->entries == 1600);
}
