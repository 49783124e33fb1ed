#include "sqlcipher_harness.hpp"

#include "leadvault/base/log.hpp"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

using namespace lv;
using namespace lv::store;
using namespace lv::store::suite;

namespace {

// A child of our own binary, running one hidden test; a fork alone would lose the secret arena.
pid_t spawn_self(const char* test, const std::string& path) {
  ::setenv("LV_TEST_STORE", path.c_str(), 1);
  std::string self = "/proc/self/exe";
  std::string name = test;
  char* argv[] = {self.data(), name.data(), nullptr};
  pid_t child = 0;
  REQUIRE(::posix_spawn(&child, self.c_str(), nullptr, nullptr, argv, environ) == 0);
  return child;
}

int exit_code_of(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

SqlcipherOptions child_options() {
  SqlcipherOptions options;
  options.path = ::getenv("LV_TEST_STORE");
  options.installation = InstallationId{{1, 2, 3}};
  return options;
}

Bytes read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}
void write_file(const std::string& path, const Bytes& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

void fill(Store& store, std::uint32_t rows) {
  for (std::uint32_t i = 1; i <= rows; ++i) {
    LeadRow row = row_of(tenant_of(1), lead_of(i), i, static_cast<std::uint8_t>(i));
    if (i % 20 == 0) row.fields.put(9, filled(10'000, 5));
    REQUIRE(write(store, i, insert(row)));
  }
}

IndexToken token_of(std::uint32_t n) {
  std::mt19937 random(n);
  Bytes token(16);
  for (auto& byte : token) byte = static_cast<std::uint8_t>(random());
  return {1, 1, token};
}

std::uintmax_t acks_bytes(const std::string& path) {
  std::error_code absent;
  const auto bytes = std::filesystem::file_size(path + ".acks", absent);
  return absent ? 0 : bytes;
}

} // namespace

TEST_CASE("a file that is not ours is refused with a sentence that says what it is", "[store]") {
  SqlcipherHarness harness;
  auto refuse = [&](Errc code, const char* words) {
    auto opened = harness.attempt(OpenMode::open_existing);
    REQUIRE_FALSE(opened);
    INFO(opened.error().what());
    CHECK(opened.error().code() == code);
    CHECK(std::string(opened.error().what()).find(words) != std::string::npos);
  };
  SECTION("absent") { refuse(Errc::not_found, "no database here"); }
  SECTION("empty") {
    write_file(harness.path(), {});
    refuse(Errc::not_ours, "empty");
  }
  SECTION("short") {
    write_file(harness.path(), filled(100, 1));
    refuse(Errc::not_ours, "too short");
  }
  SECTION("noise") {
    write_file(harness.path(), filled(8'192, 1));
    refuse(Errc::wrong_key, "does not open");
  }
  SECTION("plain SQLite") {
    sqlite3_close(open_raw(harness.path(), {"CREATE TABLE t(x)"}));
    refuse(Errc::not_ours, "plain SQLite");
  }
  SECTION("SQLCipher 3") {
    sqlite3_close(open_raw(harness.path(),
                           {key_pragma(), "PRAGMA cipher_compatibility=3", "CREATE TABLE t(x)",
                            "CREATE TABLE u(x)", "CREATE TABLE v(x)", "CREATE TABLE w(x)"}));
    refuse(Errc::not_ours, "SQLCipher 3");
  }
  SECTION("another application") {
    sqlite3_close(open_raw(harness.path(), {key_pragma(), "CREATE TABLE t(x)"}));
    refuse(Errc::not_ours, "another application");
  }
  SECTION("newer schema") {
    harness.create()->close();
    sqlite3_close(open_raw(harness.path(), {key_pragma(), "PRAGMA user_version=99"}));
    refuse(Errc::newer_schema, "newer Leadvault");
  }
  SECTION("another installation") {
    harness.create()->close();
    harness.options().installation = InstallationId{{9}};
    refuse(Errc::not_ours, "another installation");
  }
  SECTION("wrong key") {
    harness.create()->close();
    auto opened = open_sqlcipher_store(harness.options(), test_key(2), OpenMode::open_existing);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == Errc::wrong_key);
  }
  SECTION("truncated") {
    auto store = harness.create();
    fill(*store, 100);
    store.reset();
    std::filesystem::resize_file(harness.path(),
                                 std::filesystem::file_size(harness.path()) / 8192 * 4096);
    refuse(Errc::integrity, "damaged");
  }
}

TEST_CASE("a store is never created over another", "[store]") {
  SqlcipherHarness harness;
  harness.create()->close();
  auto again = harness.attempt(OpenMode::create_new);
  REQUIRE_FALSE(again);
  CHECK(again.error().code() == Errc::conflict);
}

TEST_CASE("child: open the store", "[.]") {
  auto opened = open_sqlcipher_store(child_options(), test_key(1), OpenMode::open_existing);
  ::_exit(opened ? 0 : opened.error().code() == Errc::locked ? 42 : 1);
}

TEST_CASE("a second process on the same folder is refused", "[store]") {
  SqlcipherHarness harness;
  auto store = harness.create();
  CHECK(exit_code_of(spawn_self("child: open the store", harness.path())) == 42);
  store.reset();
  CHECK(exit_code_of(spawn_self("child: open the store", harness.path())) == 0);
}

TEST_CASE("child: write until killed", "[.]") {
  auto options = child_options();
  options.token_delta_changes = 64; // runs are written and merged all the time
  auto store = open_sqlcipher_store(options, test_key(1), OpenMode::create_new);
  if (!store) ::_exit(1);
  std::ofstream acknowledged(child_options().path + ".acks", std::ios::app);
  for (std::uint32_t i = 1; i < 1'000'000; ++i) {
    auto done = [&acknowledged, i](Result<void> result) {
      if (result) acknowledged << i << std::endl;
    };
    Write one{{i}, insert(row_of(tenant_of(1), lead_of(i), i, 7), {token_of(i)}), done, false};
    while (!(*store)->submit(one)) ::usleep(100);
  }
}

TEST_CASE("every acknowledged write survives kill -9, and its token finds it", "[store]") {
  for (int round = 0; round < 3; ++round) {
    SqlcipherHarness harness;
    pid_t child = spawn_self("child: write until killed", harness.path());
    for (int wait = 0; wait < 3'000 && acks_bytes(harness.path()) < 2'000; ++wait)
      ::usleep(10'000); // then it is well under way
    ::usleep(static_cast<useconds_t>(round) * 130'000);
    REQUIRE(::kill(child, SIGKILL) == 0);
    exit_code_of(child);
    auto store = harness.reopen();
    std::ifstream in(harness.path() + ".acks");
    std::uint32_t last = 0;
    for (std::string line; std::getline(in, line) && !in.eof();)
      last = static_cast<std::uint32_t>(std::stoul(line));
    REQUIRE(last > 0);
    CHECK(store->applied().value().value >= last);
    bool all = true;
    for (std::uint32_t i = 1; i <= last; ++i) {
      all = all && store->lead(tenant_of(1), lead_of(i)).value().has_value();
      const auto token = token_of(i);
      all = all && store->find(tenant_of(1), token.index, token.token, 9)->size() == 1;
    }
    CHECK(all);
  }
}

TEST_CASE("child: write into a full disk", "[.]") {
  auto store = open_sqlcipher_store(child_options(), test_key(1), OpenMode::open_existing);
  if (!store) ::_exit(1);
  log::set_sink([](std::string_view) {});
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{256 * 1024, 256 * 1024};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
  std::uint64_t i = 1'000;
  for (; i < 3'000; ++i) {
    auto result = write(**store, i,
                        insert(row_of(tenant_of(1), lead_of(static_cast<std::uint32_t>(i)), i, 7)));
    if (!result) {
      if (result.error().code() != Errc::sealed) ::_exit(3);
      break;
    }
  }
  if (i == 3'000) ::_exit(4);
  bool refused =
      write(**store, i + 1, [](Transaction&) -> Result<void> { return {}; }).error().code() ==
      Errc::sealed;
  ::_exit(refused ? 42 : 5);
}

TEST_CASE("a failed commit seals the store and leaves what was acknowledged", "[store]") {
  SqlcipherHarness harness;
  auto store = harness.create();
  fill(*store, 20);
  store.reset();
  CHECK(exit_code_of(spawn_self("child: write into a full disk", harness.path())) == 42);
  store = harness.reopen();
  CHECK(store->lead(tenant_of(1), lead_of(20)).value().has_value());
  CHECK(store->lead(tenant_of(1), lead_of(1'000)).value().has_value());
}

TEST_CASE("a flipped bit is an error, never another value", "[store]") {
  SqlcipherHarness harness;
  auto store = harness.create();
  fill(*store, 100);
  std::vector<LeadRow> rows;
  for (std::uint32_t i = 1; i <= 100; ++i) rows.push_back(**store->lead(tenant_of(1), lead_of(i)));
  store.reset();
  Bytes whole = read_file(harness.path());
  std::mt19937 random(7);
  int alarms = 0;
  int wrong = 0;
  int detected = 0;
  harness.options().on_integrity = [&](const Error&) { ++alarms; };
  for (int flip = 0; flip < 300; ++flip) {
    Bytes bytes = whole;
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1U << (random() % 8));
    write_file(harness.path(), bytes);
    auto opened = harness.attempt(OpenMode::open_existing);
    bool seen = !opened;
    for (std::size_t i = 0; opened && i < rows.size(); ++i) {
      auto read = (*opened)->lead(tenant_of(1), rows[i].lead);
      if (!read) {
        seen = true;
      } else if (!*read || !same(**read, rows[i])) {
        ++wrong;
      }
    }
    detected += seen;
    if (opened) (*opened)->close();
    std::filesystem::remove(harness.path() + "-wal");
    std::filesystem::remove(harness.path() + "-shm");
  }
  CHECK(wrong == 0);
  CHECK(detected > 200); // the others hit indexes and pages that these reads do not touch
  CHECK(alarms > 0);
}

TEST_CASE("a flipped bit of the write-ahead log is an error or an earlier commit, never a value",
          "[store]") {
  SqlcipherHarness harness;
  auto store = harness.create();
  fill(*store, 60);
  std::vector<LeadRow> rows;
  for (std::uint32_t i = 1; i <= 60; ++i) rows.push_back(**store->lead(tenant_of(1), lead_of(i)));
  const Position newest = store->applied().value();
  // As kill -9 leaves them; the clean stop that follows would empty the log.
  const Bytes database = read_file(harness.path());
  const Bytes wal = read_file(harness.path() + "-wal");
  store.reset();
  REQUIRE(wal.size() > 100 * 1024);
  std::mt19937 random(14);
  int wrong = 0;
  int older = 0;
  for (int flip = 0; flip < 300; ++flip) {
    Bytes bytes = wal;
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1U << (random() % 8));
    write_file(harness.path(), database);
    write_file(harness.path() + "-wal", bytes);
    std::filesystem::remove(harness.path() + "-shm");
    auto opened = harness.attempt(OpenMode::open_existing);
    if (!opened) continue;
    // The audit log knows the newest position: a store that tells an older one is refused.
    const auto applied = (*opened)->applied();
    if (applied && *applied < newest) ++older;
    for (const auto& row : rows) {
      auto read = (*opened)->lead(tenant_of(1), row.lead);
      const bool is_newest = applied && *applied == newest;
      if (read && (*read ? !same(**read, row) : is_newest)) ++wrong;
    }
    (*opened)->close();
  }
  CHECK(wrong == 0);
  CHECK(older > 200);
}

TEST_CASE("an erased key leaves no byte in the database or its log", "[store]") {
  SqlcipherHarness harness;
  auto store = harness.create();
  fill(*store, 50);
  LeadRow row = **store->lead(tenant_of(1), lead_of(20));
  Bytes key(126);
  std::mt19937 random(3); // filled() repeats itself, and other rows would hold the same bytes
  for (auto& byte : key) byte = static_cast<std::uint8_t>(random());
  row.wrapped_key = key;
  REQUIRE(write(*store, 60, [&](Transaction& tx) { return tx.update_lead(row); }));
  store.reset();
  REQUIRE(contains(decrypted_pages(harness.path()), key)); // the search finds what is there
  store = harness.reopen();
  row.wrapped_key.clear();
  row.fields.clear();
  row.liveness = Liveness::erased;
  std::promise<Result<void>> erased;
  REQUIRE(store->submit({{61},
                         [&](Transaction& tx) { return tx.update_lead(row); },
                         [&](Result<void> result) { erased.set_value(result); },
                         true}));
  REQUIRE(erased.get_future().get());
  CHECK(std::filesystem::file_size(harness.path() + "-wal") == 0);
  store->close();
  CHECK_FALSE(contains(decrypted_pages(harness.path()), key));
}
