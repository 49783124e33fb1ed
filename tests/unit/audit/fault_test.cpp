#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"
#include "unit/base/in_child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <thread>

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

// Fails the N-th write or sync, and every later one: a disk that has gone.
struct Disk {
  std::atomic<int> calls{0};
  std::atomic<int> fail_at{1 << 30};
  bool fails() { return ++calls >= fail_at; }

  FileOpener opener() {
    return [this](const fs::path& path, FileMode mode) -> Result<std::unique_ptr<File>> {
      LV_TRY(file, open_posix_file(path, mode));
      return std::unique_ptr<File>(std::make_unique<Faulty>(*this, std::move(file)));
    };
  }

  struct Faulty final : File {
    Faulty(Disk& d, std::unique_ptr<File> f) : disk(d), file(std::move(f)) {}
    Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
      if (disk.fails()) return LV_FAIL(io, "injected write failure");
      return file->write_at(offset, bytes);
    }
    Result<void> sync_data() override {
      if (disk.fails()) return LV_FAIL(io, "injected sync failure");
      return file->sync_data();
    }
    Result<void> check_identity() const override { return file->check_identity(); }
    Disk& disk;
    std::unique_ptr<File> file;
  };
};

} // namespace

TEST_CASE("after a failed write or sync at any call nothing is acknowledged any more", "[audit]") {
  for (int n = 0; n < 12; ++n) {
    LogFixture f;
    Disk disk;
    std::atomic<int> poisoned{0};
    auto options = f.options();
    options.open_file = disk.opener();
    options.on_poisoned = [&](const char*) { ++poisoned; };
    auto opened = f.try_open(options);
    REQUIRE(opened);
    REQUIRE(opened->log->append_blocking(append_of(system_entry(system_tenant))));
    disk.fail_at = disk.calls + 1 + n;
    bool failed = false;
    for (int i = 0; i < 20; ++i) {
      const auto logged = opened->log->append_blocking(append_of(system_entry(system_tenant)));
      if (failed) CHECK_FALSE(logged);
      failed = failed || !logged;
    }
    CHECK(failed);
    CHECK_FALSE(opened->log->accepting());
    if (opened->log->condition().state == LogState::poisoned) CHECK(poisoned == 1);
    opened->log->close();
  }
}

TEST_CASE("a disk that fills while a checkpoint is written seals the log, and it opens again",
          "[audit]") {
  struct Full final : File {
    explicit Full(std::unique_ptr<File> f) : file(std::move(f)) {}
    Result<void> write_at(std::uint64_t, ByteView) override {
      return LV_FAIL(no_space, "injected full disk");
    }
    Result<void> sync_data() override { return file->sync_data(); }
    Result<void> check_identity() const override { return file->check_identity(); }
    std::unique_ptr<File> file;
  };
  LogFixture f;
  auto options = f.options();
  options.open_file = [](const fs::path& path, FileMode mode) -> Result<std::unique_ptr<File>> {
    LV_TRY(file, open_posix_file(path, mode));
    if (path.extension() == ".lva") return std::move(file);
    return std::unique_ptr<File>(std::make_unique<Full>(std::move(file)));
  };
  auto opened = f.try_open(options);
  REQUIRE(opened);
  REQUIRE(opened->log->append_blocking(append_of(system_entry(system_tenant))));
  for (int i = 0; i < 40 && opened->log->accepting(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(opened->log->condition().state == LogState::sealed);
  CHECK(std::string_view(opened->log->condition().reason) == "audit-disk-full");
  opened->log->close();
  CHECK(f.try_open(f.options()));
}

TEST_CASE("an append of more entries than are ever queued is too large, not overloaded",
          "[audit]") {
  LogFixture f;
  auto opened = f.open();
  auto many = append_of(system_entry(system_tenant));
  many.entries.resize(limits::audit_queue_entries_max + 1, many.entries.front());
  CHECK(opened.log->append_blocking(std::move(many)).error().code() == Errc::too_large);
}

TEST_CASE("a log file removed under the process seals it within two looks", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
  fs::remove(f.path() / "seg-00000001.lva");
  for (int i = 0; i < 40 && opened.log->accepting(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(opened.log->condition().state == LogState::sealed);
  CHECK(std::string_view(opened.log->condition().reason) == "audit-log-replaced");
  CHECK(opened.log->append_blocking(append_of(system_entry(f.tenant))).error().code() ==
        Errc::sealed);
}

TEST_CASE("no release stands in the log after the withdrawal it raced with", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  const LeadId lead = make_id<LeadTag>();
  const auto created = opened.log->append_blocking(
      write_of(write_entry(f.tenant, EntryKind::lead_created, lead, 1), lead));
  REQUIRE(created);
  const Position decided_at = created->front().position;
  std::atomic<std::uint64_t> newest_read{0};
  std::atomic<int> moved{0};
  std::atomic<int> other{0};
  std::atomic<std::uint64_t> withdrawn{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 8; ++t)
    readers.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        auto read = append_of(system_entry(f.tenant));
        read.expectations.push_back({lead.bytes, decided_at});
        const auto logged = opened.log->append_blocking(std::move(read));
        if (!logged) {
          ++(logged.error().code() == Errc::moved ? moved : other);
          continue;
        }
        std::uint64_t seen = newest_read;
        const std::uint64_t mine = logged->front().position.value;
        while (seen < mine && !newest_read.compare_exchange_weak(seen, mine)) {
        }
      }
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto gone = opened.log->append_blocking(
      write_of(write_entry(f.tenant, EntryKind::lead_updated, lead, 2), lead));
  REQUIRE(gone);
  withdrawn = gone->front().position.value;
  for (auto& reader : readers) reader.join();
  CHECK(newest_read < withdrawn);
  CHECK(moved > 0);
  CHECK(other == 0);
}

TEST_CASE("after a write that the store did not take it is given none behind it", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  std::atomic<int> queued{0};
  std::atomic<int> given{0};
  const auto write = [&](std::function<Result<void>(Position)> on_durable) {
    const LeadId lead = make_id<LeadTag>();
    auto append = write_of(write_entry(f.tenant, EntryKind::lead_created, lead, 1), lead);
    append.on_durable = std::move(on_durable);
    return opened.log->append_blocking(std::move(append));
  };
  std::vector<std::thread> writers;
  CHECK(write([&](Position) -> Result<void> { // holds the log's thread until all others queue
    for (int i = 0; i < 4; ++i)
      writers.emplace_back([&] {
        ++queued;
        (void)write([&](Position) -> Result<void> {
          ++given;
          return LV_FAIL(unavailable, "the store is gone");
        });
      });
    while (queued < 4) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return {};
  }));
  for (auto& writer : writers) writer.join();
  CHECK(given == 1);
  CHECK(opened.log->condition().state == LogState::sealed);
}

TEST_CASE("a log is refused, and not cut, when opened with another key", "[audit]") {
  LogFixture f;
  {
    auto opened = f.open();
    REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
    opened.log->close();
  }
  fs::remove(f.path() / "snapshot.lvs");
  f.keys.frame = TestKeys::of(9);
  CHECK(f.try_open(f.options()).error().code() == Errc::wrong_key);
  f.keys.frame = TestKeys::of(1);
  CHECK(f.try_open(f.options()));
}

TEST_CASE("every append acknowledged before kill -9 is there afterwards", "[audit]") {
  for (int round = 0; round < 3; ++round) {
    LogFixture f;
    int pipe_fds[2];
    REQUIRE(::pipe(pipe_fds) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      f.keys = TestKeys();
      auto opened = f.try_open(f.options());
      for (;;) {
        const auto logged = opened->log->append_blocking(append_of(system_entry(system_tenant)));
        const std::uint64_t position = logged ? logged->front().position.value : 0;
        if (::write(pipe_fds[1], &position, sizeof position) != sizeof position) ::_exit(1);
      }
    }
    ::close(pipe_fds[1]);
    std::uint64_t last = 0;
    for (int i = 0; i < 100 + round * 37; ++i) {
      std::uint64_t position = 0;
      if (::read(pipe_fds[0], &position, sizeof position) != sizeof position) break;
      last = position;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::uint64_t position = 0;
    while (::read(pipe_fds[0], &position, sizeof position) == sizeof position) last = position;
    ::close(pipe_fds[0]);
    auto opened = f.try_open(f.options());
    REQUIRE(opened);
    CHECK(last > 0);
    CHECK(opened->recovery.newest.value >= last);
    opened->log->close();
    CHECK(f.verify(f.path())->sound());
  }
}

TEST_CASE("an exception on the log's thread ends the process: nobody waits for a log that is dead",
          "[audit]") {
  const auto ends_with = [](std::function<Result<void>(Position)> on_durable) {
    return lv::test::in_child([on_durable = std::move(on_durable)] {
      std::signal(SIGABRT, SIG_DFL);
      LogFixture f;
      auto opened = f.open();
      const LeadId lead = make_id<LeadTag>();
      auto append = write_of(write_entry(f.tenant, EntryKind::lead_created, lead, 1), lead);
      append.on_durable = on_durable;
      if (!opened.log->append_blocking(std::move(append))) return 1;
      opened.log->close();
      return 0;
    });
  };
  CHECK(ends_with([](Position) -> Result<void> { return {}; }) == 0);
  CHECK(ends_with([](Position) -> Result<void> { throw std::bad_alloc(); }) == -1);
}
