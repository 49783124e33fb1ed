#include "audit/entry_layout.hpp"
#include "audit/replay.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <map>
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

TEST_CASE("a snapshot holds the marks of three million leads", "[audit]") {
  constexpr std::uint64_t leads = 3'000'000; // 72 MB: more than other sealed blobs may have
  const TestKeys keys;
  const SnapshotOwner owner{make_id<InstallTag>(), 1};
  Snapshot snapshot;
  snapshot.marks.reserve(leads);
  for (std::uint64_t i = 1; i <= leads; ++i) {
    ObjectKey key{};
    std::memcpy(key.data(), &i, sizeof i);
    snapshot.marks.push_back({key, Position{i}});
  }
  const auto file = encode_snapshot(snapshot, owner, keys.refs().state);
  REQUIRE(file);
  CHECK(file->size() <= snapshot_file_bytes_max);
  const auto read = decode_snapshot(*file, owner, keys.refs().state_by_term);
  REQUIRE(read);
  REQUIRE(read->marks.size() == leads);
  CHECK(read->marks.back().key == snapshot.marks.back().key);
  CHECK(read->marks.back().position == Position{leads});
}

TEST_CASE("a start without a snapshot settles on the way what the store has", "[audit]") {
  LogFixture f;
  std::map<LeadId, Position> marks;
  const LeadId undone = make_id<LeadTag>();
  const auto write = [&](Opened& opened, LeadId lead) {
    const auto logged = opened.log->append_blocking(
        write_of(write_entry(f.tenant, EntryKind::lead_updated, lead, 1), lead));
    REQUIRE(logged);
    return logged->front().position;
  };
  for (int round = 0; round < 3; ++round) {
    auto opened = f.open();
    for (int i = 0; i < 20; ++i) {
      const LeadId lead = make_id<LeadTag>();
      f.store.applied = marks[lead] = write(opened, lead);
      opened.log->applied(f.store.applied, AuditLog::Applied::yes);
    }
    const Position rolled_back = write(opened, undone);
    f.store.rolled_back.push_back(rolled_back);
    opened.log->applied(rolled_back, AuditLog::Applied::rolled_back);
    Entry outcome = system_entry(f.tenant, EntryKind::outcome);
    std::get<SystemBody>(outcome.body).code = outcome_not_applied;
    std::get<SystemBody>(outcome.body).about = rolled_back;
    f.store.applied = marks[marks.begin()->first] = write(opened, marks.begin()->first);
    opened.log->applied(f.store.applied, AuditLog::Applied::yes);
    REQUIRE(opened.log->append_blocking(append_of(outcome))); // behind a newer write that settled
    write(opened, undone);                                    // the store never sees it
    opened.log->close();
  }
  {
    auto opened = f.open();
    opened.log->close();
  }
  fs::remove(f.path() / snapshot_name);
  const ExpectedRoots no_roots;
  const auto keys = f.keys.refs();
  const RolledBack rolled_back = f.store.was_not_applied();
  const ReplayInput input{f.path(),        keys,       {f.installation, 1}, no_roots,
                          f.store.applied, rolled_back};
  const auto state = replay(input, std::nullopt);
  REQUIRE(state);
  CHECK(state->effects.size() <= 1); // the newest, whose position stands in no frame
  auto opened = f.open();
  CHECK(opened.recovery.not_applied.empty()); // said by the starts before
  for (const auto& [lead, position] : marks) CHECK(opened.log->mark(lead.bytes) == position);
  CHECK(opened.log->mark(undone.bytes) == Position{});
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
