#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <thread>

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

Position write(Opened& opened, const LogFixture& f, EntryKind kind, LeadId lead) {
  return opened.log->append_blocking(write_of(write_entry(f.tenant, kind, lead, 1), lead))
      ->front()
      .position;
}

// The end of the last frame: the first zero behind which there are only zeros.
std::uint64_t end_of_frames(const fs::path& segment) {
  std::ifstream in(segment, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  return bytes.find_last_not_of('\0') + 1;
}

// Within a second a copy of the log refuses a store that lacks this write, though nothing follows.
void check_confirmed(LogFixture& f, Position written) {
  auto crashed = f.options();
  f.store.applied = Position{written.value - 1};
  Errc refused = Errc::internal;
  for (int look = 0; look < 100 && refused != Errc::stale_state; ++look) { // 20 ms, then a sync
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    crashed.folder = f.copy("crashed");
    const auto again = f.try_open(crashed);
    refused = again ? Errc::internal : again.error().code();
  }
  CHECK(refused == Errc::stale_state);
  f.store.applied = written;
  crashed.folder = f.copy("crashed");
  CHECK(f.try_open(crashed));
  CHECK(f.verify(crashed.folder)->sound());
}

} // namespace

TEST_CASE("writes the store never saw are outcomes, except erasures, which are to be applied",
          "[audit]") {
  LogFixture f;
  const LeadId kept = make_id<LeadTag>();
  const LeadId lost = make_id<LeadTag>();
  Position created;
  Position erased;
  {
    auto opened = f.open();
    created = write(opened, f, EntryKind::lead_created, kept);
    opened.log->applied(created, AuditLog::Applied::yes);
    f.store.applied = created;
    write(opened, f, EntryKind::lead_created, lost);
    erased = write(opened, f, EntryKind::lead_erased, kept);
    opened.log->close();
  }
  for (int round = 0; round < 2; ++round) {
    auto opened = f.open();
    REQUIRE(opened.recovery.to_apply.size() == 1);
    CHECK(opened.recovery.to_apply[0].position == erased);
    CHECK(opened.recovery.to_apply[0].entries[0].kind == EntryKind::lead_erased);
    CHECK(opened.recovery.not_applied.size() == (round == 0 ? 1 : 0)); // said once
    CHECK(opened.log->mark(lost.bytes) == Position{});
    CHECK(opened.log->freshness(kept.bytes, created) == Freshness::pending);
    if (round == 1) {
      opened.log->applied(erased, AuditLog::Applied::yes);
      CHECK(opened.log->freshness(kept.bytes, created) == Freshness::stale);
    }
    opened.log->close();
    fs::remove(f.path() / "snapshot.lvs");
  }
}

TEST_CASE("a store put back to before its newest write is refused though nothing was logged since",
          "[audit]") {
  LogFixture f;
  auto opened = f.open();
  const Position written = write(opened, f, EntryKind::lead_created, make_id<LeadTag>());
  opened.log->applied(written, AuditLog::Applied::yes);
  check_confirmed(f, written);
}

TEST_CASE("what the store applied is written down though what it said before had no need of it",
          "[audit]") {
  struct Called final : Clock {
    Time now() const override {
      if (std::this_thread::get_id() == thread)
        if (const auto call = std::exchange(once, {})) call();
      return SystemClock().now();
    }
    std::int64_t monotonic_us() const override { return SystemClock().monotonic_us(); }
    std::atomic<std::thread::id> thread;
    mutable std::function<void()> once;
  };
  LogFixture f;
  Called clock;
  auto options = f.options();
  options.clock = &clock;
  auto opened = f.try_open(options);
  REQUIRE(opened);
  REQUIRE(opened->log->open_tenant_log(f.tenant, f.log_id));
  const Position first = write(*opened, f, EntryKind::lead_created, make_id<LeadTag>());
  const Position second = write(*opened, f, EntryKind::lead_created, make_id<LeadTag>());
  SECTION("the store spoke between a batch and its frame, which carried it") {
    auto read = append_of(system_entry(f.tenant));
    read.on_durable = [&clock](Position) -> Result<void> {
      clock.thread = std::this_thread::get_id();
      return {};
    };
    REQUIRE(opened->log->append_blocking(std::move(read)));
    clock.once = [&] { opened->log->applied(first, AuditLog::Applied::yes); };
    REQUIRE(opened->log->append_blocking(append_of(system_entry(f.tenant))));
  }
  SECTION("it rolled a write back") {
    opened->log->applied(first, AuditLog::Applied::rolled_back);
    f.store.rolled_back.push_back(first);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(60)); // the log's thread waits again
  opened->log->applied(second, AuditLog::Applied::yes);
  check_confirmed(f, second);
}

TEST_CASE("a store that was rolled back, or is ahead of the log, is refused", "[audit]") {
  LogFixture f;
  {
    auto opened = f.open();
    const Position first = write(opened, f, EntryKind::lead_created, make_id<LeadTag>());
    opened.log->applied(first, AuditLog::Applied::yes);
    f.store.applied = first;
    write(opened, f, EntryKind::lead_created, make_id<LeadTag>()); // this frame carries `applied`
    opened.log->close();
  }
  const Position good = f.store.applied;
  f.store.applied = Position{};
  CHECK(f.try_open(f.options()).error().code() == Errc::stale_state);
  f.store.applied = Position{good.value + 100};
  CHECK(f.try_open(f.options()).error().code() == Errc::integrity);
  f.store.applied = good;
  CHECK(f.try_open(f.options()));
}

TEST_CASE("a torn last frame is cut and told; a damaged frame before a sound one is refused",
          "[audit]") {
  LogFixture f;
  std::vector<std::uint64_t> ends;
  fs::path crashed;
  {
    auto opened = f.open();
    for (int i = 0; i < 6; ++i) {
      REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
      ends.push_back(end_of_frames(f.path() / "seg-00000001.lva"));
    }
    crashed = f.copy("crashed"); // before the first checkpoint: the last frame may be torn
    opened.log->close();
  }
  auto options = f.options();
  options.folder = crashed;
  REQUIRE(fs::file_size(crashed / "checkpoints.lvc") == 16);
  flip(crashed / "seg-00000001.lva", ends[2] - 3);
  CHECK(f.try_open(options).error().code() == Errc::integrity);
  flip(crashed / "seg-00000001.lva", ends[2] - 3);
  flip(crashed / "seg-00000001.lva", ends[5] - 3);
  CHECK_FALSE(f.verify(crashed)->sound());
  {
    const LoggedLines logged;
    auto opened = f.try_open(options);
    REQUIRE(opened);
    CHECK(logged.hold("\"audit-tail-cut\""));
    CHECK(opened->recovery.tail_cut_bytes > 0);
    CHECK(opened->recovery.newest.sequence() == 5);
    opened->log->close();
  }
  const auto report = f.verify(crashed);
  REQUIRE(report->sound());
  CHECK(report->entries == 6); // five and the tail_cut entry
}

TEST_CASE("every flipped byte of frames and checkpoints is found, and every cut below a checkpoint",
          "[audit]") {
  LogFixture f;
  std::vector<std::uint64_t> ends;
  {
    auto opened = f.open();
    for (int i = 0; i < 2; ++i) {
      ends.push_back(end_of_frames(f.path() / "seg-00000001.lva"));
      REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    }
    opened.log->close();
  }
  REQUIRE(f.verify(f.path())->sound());
  const auto segment = f.path() / "seg-00000001.lva";
  const auto end = end_of_frames(segment);
  std::uint64_t missed = 0;
  // Flips in the tail of the sample cost a second look each; a stride keeps the test short.
  for (std::uint64_t i = 0; i < end + 64; i += (i < 200 ? 1 : 7)) {
    flip(segment, i);
    const auto report = f.verify(f.path());
    if (report && report->sound()) ++missed;
    flip(segment, i);
  }
  const auto notes = f.path() / "checkpoints.lvc";
  for (std::uint64_t i = 0; i < fs::file_size(notes); i += 3) {
    flip(notes, i);
    const auto report = f.verify(f.path());
    if (report && report->sound()) ++missed;
    flip(notes, i);
  }
  CHECK(missed == 0);
  for (const auto cut : ends) {
    const auto copy = f.copy("cut");
    fs::resize_file(copy / "seg-00000001.lva", cut);
    fs::resize_file(copy / "seg-00000001.lva", 64 * 1024); // zeros again
    const auto report = f.verify(copy);
    CHECK_FALSE((report && report->sound()));
    auto options = f.options();
    options.folder = copy;
    CHECK(f.try_open(options).error().code() == Errc::integrity);
  }
  CHECK(f.verify(f.path())->sound());
}
