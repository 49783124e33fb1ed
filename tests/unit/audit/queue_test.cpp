#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <condition_variable>
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
