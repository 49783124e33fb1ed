#include "support/catch.hpp"
#include "unit/base/in_child.hpp"

#include "leadvault/base/log.hpp"
#include "leadvault/sql/writer.hpp"

#include <stdlib.h>

#include <filesystem>
#include <future>

using namespace lv;
using namespace lv::sql;

namespace {

constexpr std::array<const char*, 2> texts{"INSERT INTO t(a, b) VALUES(?1, ?2)",
                                           "SELECT a, b FROM t WHERE a = ?1"};
constexpr std::array<const char*, 1> schema{
    "CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB NOT NULL) STRICT"};

struct Folder {
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "lv_sql_XXXXXX";
    path = ::mkdtemp(pattern.data());
    options.path = path + "/a.db";
    options.application_id = 0xfeed0001;
    options.schema_version_max = 1;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Result<Database> open(Role role, Presence presence) {
    Bytes key(32, 7);
    return Database::open(options, Secret::copy_of(key), role, presence);
  }
  Database make() {
    auto database = open(Role::writer, Presence::must_be_new);
    if (!database) FAIL(database.error().what());
    REQUIRE(migrate(*database, schema));
    return std::move(*database);
  }
  std::string path;
  Options options;
};

std::int64_t pragma(Database& database, const char* text) {
  auto statement = database.prepare(text);
  REQUIRE(statement);
  Run run = statement->run();
  REQUIRE(run.step().value() == Step::row);
  return Columns(run).integer();
}

Result<void> put(Connection& db, std::int64_t a, const Bytes& b) {
  LV_TRY(statement, db.statement(0));
  return statement->run().bind(a, b).finish();
}

} // namespace

TEST_CASE("a connection has the vault's settings", "[sql]") {
  Folder folder;
  Database database = folder.make();
  CHECK(pragma(database, "PRAGMA synchronous") == 2);
  CHECK(pragma(database, "PRAGMA secure_delete") == 1);
  CHECK(pragma(database, "PRAGMA temp_store") == 2);
  CHECK(pragma(database, "PRAGMA trusted_schema") == 0);
  CHECK(pragma(database, "PRAGMA foreign_keys") == 1);
  CHECK(pragma(database, "PRAGMA auto_vacuum") == 0);
  CHECK(pragma(database, "PRAGMA wal_autocheckpoint") == 0);
  CHECK(pragma(database, "PRAGMA user_version") == 1);
  CHECK(pragma(database, "PRAGMA application_id") == static_cast<std::int32_t>(0xfeed0001));
  auto permissions = std::filesystem::status(folder.options.path).permissions();
  CHECK(permissions == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("the pages of the write-ahead log are counted, and a checkpoint lets it start anew",
          "[sql]") {
  Folder folder;
  Connection connection(folder.make(), texts);
  for (int i = 0; i < 100; ++i) REQUIRE(put(connection, i, Bytes(3'000)));
  CHECK(connection.database().wal_pages() >= 100);
  REQUIRE(connection.database().checkpoint(CheckpointMode::passive));
  REQUIRE(put(connection, 100, Bytes(10)));
  CHECK(connection.database().wal_pages() < 10);
}

TEST_CASE("a reader cannot write", "[sql]") {
  Folder folder;
  Database writer = folder.make();
  auto reader = folder.open(Role::reader, Presence::must_exist);
  REQUIRE(reader);
  CHECK_FALSE(reader->execute("INSERT INTO t(a, b) VALUES(1, x'00')"));
}

TEST_CASE("columns refuse another type, another length and left-over columns", "[sql]") {
  Folder folder;
  Connection db(folder.make(), texts);
  REQUIRE(put(db, 1, {1, 2, 3}));
  auto statement = db.statement(1);
  REQUIRE(statement);
  auto check = [&](auto read, bool good) {
    Run run = (*statement)->run();
    REQUIRE(run.bind(std::int64_t{1}).step().value() == Step::row);
    Columns columns(run);
    read(columns);
    CHECK(columns.done().has_value() == good);
  };
  check([](Columns& c) { c.integer(), c.blob(3); }, true);
  check([](Columns& c) { c.integer(), c.array<3>(); }, true);
  check([](Columns& c) { c.integer(), c.array<4>(); }, false);
  check([](Columns& c) { c.integer(), c.blob(2); }, false);
  check([](Columns& c) { c.blob(9), c.blob(9); }, false);
  check([](Columns& c) { c.between(2, 9), c.blob(9); }, false);
  check([](Columns& c) { c.integer(); }, false);
  CHECK((*statement)->run().step().error().code() == Errc::internal); // a parameter is missing
}

TEST_CASE("a migration that fails leaves the version and the schema as they were", "[sql]") {
  Folder folder;
  folder.options.schema_version_max = 3;
  Database database = folder.make();
  constexpr std::array<const char*, 3> broken{schema[0], "CREATE TABLE u(x)", "CREATE TABEL v(x)"};
  CHECK_FALSE(migrate(database, broken));
  CHECK(database.schema_version().value() == 1);
  CHECK_FALSE(database.execute("SELECT x FROM u"));
  CHECK(migrate(database, std::span(broken).first(2)));
  CHECK(migrate(database, std::span(broken).first(1)).error().code() == Errc::newer_schema);
}

TEST_CASE("the queue of the writer is bounded, and what is queued is finished at close", "[sql]") {
  Folder folder;
  WriterOptions options;
  options.queue_max = 3;
  Writer writer(Connection(folder.make(), texts), options);
  std::promise<void> started;
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  std::atomic<int> answered = 0;
  auto done = [&](Result<void> result) { answered += result.has_value(); };
  auto job = [](Connection& db) { return put(db, 5, {1}); };
  auto nothing = [](Connection&) -> Result<void> { return {}; };
  auto wait = [&](Connection&) -> Result<void> {
    started.set_value();
    opened.wait();
    return {};
  };
  REQUIRE(writer.submit({wait, {}, done}));
  started.get_future().wait();
  REQUIRE(writer.submit({job, {}, done}));
  REQUIRE(writer.submit({nothing, {}, done}));
  REQUIRE(writer.submit({nothing, {}, done}));
  CHECK(writer.queued() == 3);
  CHECK(writer.submit({nothing, {}, done}).error().code() == Errc::overloaded);
  gate.set_value();
  writer.close();
  CHECK(answered == 4);
  CHECK(writer.submit({nothing, {}, done}).error().code() == Errc::sealed);
  CHECK(std::filesystem::file_size(folder.options.path + "-wal") == 0);
}

TEST_CASE("a write that throws is rolled back alone, and its neighbours are committed", "[sql]") {
  Folder folder;
  Writer writer(Connection(folder.make(), texts), {});
  std::vector<Errc> answers;
  auto done = [&](Result<void> result) {
    answers.push_back(result ? Errc::not_found : result.error().code());
  };
  auto throws = [](Connection& db) -> Result<void> {
    LV_CHECK(put(db, 6, {1}));
    throw std::bad_alloc();
  };
  REQUIRE(writer.submit({throws, {}, done}));
  REQUIRE(writer.submit({[](Connection& db) { return put(db, 5, {1}); }, {}, done}));
  writer.close();
  CHECK(answers == std::vector<Errc>{Errc::internal, Errc::not_found}); // not_found stands for ok
  CHECK_FALSE(writer.sealed());
}

TEST_CASE("a group that cannot commit seals the writer and answers all of it so", "[sql]") {
  Folder folder;
  log::set_sink([](std::string_view) {});
  WriterOptions options;
  options.before_commit = [](Connection&) -> Result<void> {
    return LV_FAIL(io, "the test says no");
  };
  Writer writer(Connection(folder.make(), texts), options);
  std::promise<Result<void>> answer;
  REQUIRE(writer.submit({[](Connection& db) { return put(db, 1, {1}); },
                         {},
                         [&](Result<void> result) { answer.set_value(result); }}));
  CHECK(answer.get_future().get().error().code() == Errc::sealed);
  CHECK(writer.sealed());
  CHECK_FALSE(writer.submit({{}, {}, {}}));
  writer.close();
  log::set_sink(nullptr);
  auto reader = folder.open(Role::reader, Presence::must_exist);
  REQUIRE(reader);
  CHECK(pragma(*reader, "SELECT count(*) FROM t") == 0);
}

TEST_CASE("an exception that no item can hold ends the process: no vault without its writer",
          "[sql]") {
  const auto ends_with = [](std::function<void(Result<void>)> done) {
    return test::in_child([done = std::move(done)] {
      std::signal(SIGABRT, SIG_DFL);
      Folder folder;
      Writer writer(Connection(folder.make(), texts), {});
      if (!writer.submit({[](Connection& db) { return put(db, 5, {1}); }, {}, done})) return 1;
      writer.close();
      return 0;
    });
  };
  CHECK(ends_with([](Result<void>) {}) == 0);
  CHECK(ends_with([](Result<void>) { throw std::bad_alloc(); }) == -1);
}
