#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <condition_variable>
#include <functional>
#include <thread>

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

// A disk whose segments stand still while it is held.
struct SlowDisk {
  std::mutex mutex;
  std::condition_variable changed;
  bool held = false;
  bool waits = false;

  void hold() {
    const std::lock_guard lock(mutex);
    held = true;
  }
  void let_go() {
    const std::lock_guard lock(mutex);
    held = false;
    changed.notify_all();
  }
  void wait_until_it_waits() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return waits; });
  }
  void pass() {
    std::unique_lock lock(mutex);
    waits = held;
    changed.notify_all();
    changed.wait(lock, [this] { return !held; });
    waits = false;
  }

  struct Slow final : File {
    Slow(SlowDisk& d, std::unique_ptr<File> f) : disk(d), file(std::move(f)) {}
    Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
      return file->write_at(offset, bytes);
    }
    Result<void> sync_data() override {
      disk.pass();
      return file->sync_data();
    }
    Result<void> check_identity() const override { return file->check_identity(); }
    SlowDisk& disk;
    std::unique_ptr<File> file;
  };
  FileOpener opener() {
    return [this](const fs::path& path, FileMode mode) -> Result<std::unique_ptr<File>> {
      LV_TRY(file, open_posix_file(path, mode));
      if (path.extension() != ".lva") return std::move(file);
      return std::unique_ptr<File>(std::make_unique<Slow>(*this, std::move(file)));
    };
  }
};

struct Tally {
  std::size_t logged = 0;
  std::size_t overloaded = 0;
  std::size_t other = 0;
};

Async<void> append_one(AuditLog& log, Lane lane, Tally& tally) {
  Append one = append_of(system_entry(system_tenant));
  one.lane = lane;
  const auto done = co_await log.append(std::move(one));
  if (done) {
    ++tally.logged;
  } else {
    ++(done.error().code() == Errc::overloaded ? tally.overloaded : tally.other);
  }
}

Async<void> write_one(AuditLog& log, TenantId tenant, Tally& tally) {
  const LeadId lead = make_id<LeadTag>();
  const auto done =
      co_await log.append(write_of(write_entry(tenant, EntryKind::lead_created, lead, 1), lead));
  ++(done ? tally.logged : tally.other);
}

Position write(LogFixture& f, AuditLog& log) {
  const LeadId lead = make_id<LeadTag>();
  return log
      .append_blocking(write_of(write_entry(f.tenant, EntryKind::lead_created, lead, 1), lead))
      ->front()
      .position;
}

std::unique_ptr<AuditLog> open_with(LogFixture& f, std::chrono::milliseconds store_wait) {
  auto options = f.options();
  options.store_wait = store_wait;
  auto opened = f.try_open(options);
  REQUIRE(opened);
  REQUIRE(opened->log->open_tenant_log(f.tenant, f.log_id));
  return std::move(opened->log);
}

std::chrono::nanoseconds time_of(const std::function<void()>& act) {
  const auto start = std::chrono::steady_clock::now();
  act();
  return std::chrono::steady_clock::now() - start;
}

constexpr std::chrono::seconds long_wait(20); // of the log, for the store

void ignore(const std::exception_ptr&) {}

} // namespace

TEST_CASE("a flood of denials fills its own lane and refuses no read", "[audit]") {
  constexpr std::size_t flood = 4 * limits::denial_queue_entries_max;
  constexpr std::size_t reads = limits::audit_queue_entries_max; // all that the lane holds
  LogFixture f;
  SlowDisk disk;
  auto options = f.options();
  options.segment_bytes = 4 * 1024 * 1024;
  options.open_file = disk.opener();
  auto opened = f.try_open(options);
  REQUIRE(opened);
  net::io_context io(1);
  Tally first;
  Tally denied;
  Tally read;
  disk.hold();
  net::co_spawn(io, append_one(*opened->log, Lane::normal, first), ignore);
  io.poll();
  disk.wait_until_it_waits(); // what comes from here on is queued
  for (std::size_t i = 0; i < flood; ++i)
    net::co_spawn(io, append_one(*opened->log, Lane::denial, denied), ignore);
  for (std::size_t i = 0; i < reads; ++i)
    net::co_spawn(io, append_one(*opened->log, Lane::normal, read), ignore);
  io.poll();
  CHECK(denied.overloaded == flood - limits::denial_queue_entries_max);
  CHECK(read.overloaded == 0);
  disk.let_go();
  io.restart();
  io.run();
  CHECK(denied.logged == limits::denial_queue_entries_max);
  CHECK(read.logged == reads);
  CHECK(denied.other + read.other == 0);
  opened->log->close();
  CHECK(f.verify(f.path())->sound());
}

TEST_CASE("requests that are ready together share a frame, even when a sync ends among them",
          "[audit]") {
  LogFixture f;
  SlowDisk disk;
  auto options = f.options();
  options.open_file = disk.opener();
  auto opened = f.try_open(options);
  REQUIRE(opened);
  net::io_context io(1);
  Tally tally;
  disk.hold();
  net::co_spawn(io, append_one(*opened->log, Lane::normal, tally), ignore);
  io.poll();
  disk.wait_until_it_waits();
  const auto spawn_five = [&] {
    for (int i = 0; i < 5; ++i)
      net::co_spawn(io, append_one(*opened->log, Lane::normal, tally), ignore);
  };
  spawn_five();
  net::post(io, [&] { // the log thread is free again, and would take the five
    const Position before = opened->log->newest();
    disk.let_go();
    while (opened->log->newest() == before) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  spawn_five();
  io.restart();
  io.run();
  CHECK(tally.logged == 11);
  opened->log->close();
  CHECK(f.verify(f.path())->frames == 3); // the opening of the log, the first entry, all others
}

TEST_CASE("writes wait together for the store to have done those before", "[audit]") {
  LogFixture f;
  const auto log = open_with(f, long_wait);
  const Position first = write(f, *log);
  net::io_context io(1);
  Tally tally;
  for (int i = 0; i < 5; ++i) {
    net::co_spawn(io, write_one(*log, f.tenant, tally), ignore);
    io.poll(); // each would be a frame of its own
    io.restart();
  }
  CHECK(time_of([&] {
          log->applied(first, AuditLog::Applied::yes);
          io.run();
        }) < long_wait / 2);
  CHECK(tally.logged == 5);
  log->close();
  CHECK(f.verify(f.path())->frames == 4); // the openings of two logs, the first write, all others
}

TEST_CASE("writes wait for a store that does nothing for a moment only", "[audit]") {
  constexpr std::chrono::milliseconds moment(100);
  LogFixture f;
  const auto log = open_with(f, moment);
  CHECK(time_of([&] {
          write(f, *log);
          write(f, *log);
        }) >= moment);
}

TEST_CASE("what is no write does not wait for the store, and takes writes along", "[audit]") {
  LogFixture f;
  const auto log = open_with(f, long_wait);
  write(f, *log);
  net::io_context io(1);
  Tally tally;
  CHECK(time_of([&] {
          net::co_spawn(io, write_one(*log, f.tenant, tally), ignore);
          io.poll();
          REQUIRE(log->append_blocking(append_of(system_entry(f.tenant))));
          io.restart();
          io.run();
        }) < long_wait / 2);
  CHECK(tally.logged == 1);
}

TEST_CASE("a write goes at once when the store has done or undone all those before", "[audit]") {
  LogFixture f;
  const auto log = open_with(f, long_wait);
  CHECK(time_of([&] {
          for (const auto how :
               {AuditLog::Applied::yes, AuditLog::Applied::rolled_back, AuditLog::Applied::yes})
            log->applied(write(f, *log), how);
        }) < long_wait / 2);
}

TEST_CASE("a log that closes writes what waits for the store", "[audit]") {
  LogFixture f;
  const auto log = open_with(f, long_wait);
  write(f, *log);
  net::io_context io(1);
  Tally tally;
  net::co_spawn(io, write_one(*log, f.tenant, tally), ignore);
  io.poll();
  CHECK(time_of([&] { log->close(); }) < long_wait / 2);
  io.restart();
  io.run();
  CHECK(tally.logged == 1);
}
