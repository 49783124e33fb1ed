#include "audit/index_transaction.hpp"
#include "audit/index_writer.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include "leadvault/audit/index.hpp"
#include "leadvault/tlog/checkpoint.hpp"

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

// An empty index's database.
sql::Database new_database(const fs::path& path, const Secret& key) {
  sql::Options options;
  options.path = path.string();
  options.application_id = index_application_id;
  options.schema_version_max = static_cast<std::int32_t>(std::size(index_steps));
  auto database =
      sql::Database::open(options, key, sql::Role::writer, sql::Presence::must_be_new).value();
  REQUIRE(sql::migrate(database, index_steps));
  return database;
}

std::int64_t count_rows(sql::Database& database, const char* text) {
  auto statement = database.prepare(text).value();
  auto run = statement.run();
  REQUIRE(run.step().value() == sql::Step::row);
  return sql::Columns(run).integer();
}

} // namespace

TEST_CASE("the index answers by lead, principal and decision, and a rebuilt one is equal",
          "[audit]") {
  LogFixture f;
  auto opened = f.open();
  const LeadId lead = make_id<LeadTag>();
  const PrincipalId principal = make_id<PrincipalTag>();
  const Secret key = Secret::random(32);
  for (std::uint16_t i = 0; i < 60; ++i) {
    Entry entry = system_entry(f.tenant);
    entry.principal = i % 3 == 0 ? principal : make_id<PrincipalTag>();
    if (i % 2 == 0) {
      DenialBody body;
      body.action = 7;
      body.lead = i % 4 == 0 ? lead : make_id<LeadTag>();
      body.reason = 6;
      entry.kind = EntryKind::denial;
      entry.body = body;
    }
    REQUIRE(opened.log->append_blocking(append_of(entry)));
  }
  IndexSource source{f.path(), f.keys.refs(), opened.log.get()};
  auto index = open_audit_index(f.folder.path / "audit-index.db", key, source);
  REQUIRE(index);
  REQUIRE((*index)->wait_until(opened.log->newest(), 10'000));
  IndexQuery by_lead;
  by_lead.tenant = f.tenant;
  by_lead.lead = lead;
  CHECK((*index)->query(by_lead)->size() == 15);
  IndexQuery by_principal;
  by_principal.tenant = f.tenant;
  by_principal.principal = principal;
  CHECK((*index)->query(by_principal)->size() == 20);
  by_principal.decision = DecisionFilter::denied;
  CHECK((*index)->query(by_principal)->size() == 10);
  IndexQuery foreign;
  foreign.tenant = make_id<TenantTag>();
  CHECK((*index)->query(foreign)->empty());

  IndexQuery page;
  page.tenant = f.tenant;
  page.limit = 7;
  std::vector<EntryId> seen;
  for (;;) {
    const auto rows = (*index)->query(page);
    REQUIRE(rows);
    if (rows->empty()) break;
    for (const auto& row : *rows) seen.push_back(row.entry.id);
    page.before = rows->back().logged.position;
  }
  CHECK(seen.size() == 60);

  REQUIRE((*index)->rebuild());
  REQUIRE((*index)->wait_until(opened.log->newest(), 10'000));
  page.before = {};
  page.limit = 200;
  const auto again = (*index)->query(page);
  REQUIRE(again);
  REQUIRE(again->size() == 60);
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(again->at(i).entry.id == seen[i]);
  page.limit = 201;
  CHECK_FALSE((*index)->query(page));
}

TEST_CASE("P3 an entry is proven under the signed checkpoint with the public key alone",
          "[audit]") {
  LogFixture f;
  auto opened = f.open();
  for (int i = 0; i < 20; ++i)
    REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
  const Secret key = Secret::random(32);
  IndexSource source{f.path(), f.keys.refs(), opened.log.get()};
  auto index = open_audit_index(f.folder.path / "audit-index.db", key, source);
  REQUIRE(index);
  REQUIRE((*index)->wait_until(opened.log->newest(), 10'000));
  IndexQuery page;
  page.tenant = f.tenant;
  const auto entries = (*index)->query(page);
  REQUIRE(entries);
  REQUIRE(entries->size() == 20);
  opened.log->close();
  const auto note = opened.log->checkpoint(f.tenant);
  const std::string origin = log_origin("vault.example", f.log_id);
  const auto verifier = tlog::NoteVerifier::make(origin, f.keys.refs().signers[0]);
  const auto checkpoint = tlog::open_checkpoint(note, origin, std::span(&*verifier, 1));
  REQUIRE(checkpoint);
  for (const auto& row : *entries) {
    const auto proof = (*index)->prove(f.tenant, row.logged.index, checkpoint->head.size);
    REQUIRE(proof);
    CHECK(tlog::verify_inclusion(tlog::leaf_hash(encode_entry(row.entry).value()), proof->index,
                                 proof->size, proof->path, checkpoint->head.root));
  }
}

TEST_CASE("an index is cleared whole or not at all", "[audit]") {
  LogFixture f;
  const IndexSource source{f.path(), f.keys.refs(), nullptr};
  sql::Database database = new_database(f.folder.path / "index.db", Secret::random(32));
  REQUIRE(database.execute("INSERT INTO granules VALUES(1, 1, 1, 1, 1, 128, x'00');"
                           "INSERT INTO logs VALUES(x'01', x'02', 0, x'');"
                           "INSERT INTO place VALUES(1, 1, 1, 128, 2, 1);"
                           "CREATE TRIGGER stop BEFORE DELETE ON logs BEGIN SELECT RAISE(ABORT, "
                           "'as a kill between two of them'); END"));
  IndexWriter writer(std::move(database), source);
  CHECK_FALSE(writer.clear());
  CHECK(count_rows(writer.database(), "SELECT count(*) FROM granules") == 1);
  REQUIRE(writer.database().execute("DROP TRIGGER stop"));
  CHECK(writer.clear());
  CHECK(count_rows(writer.database(), "SELECT count(*) FROM place") == 0);
}

TEST_CASE("a transaction of the index does not outlast an exception", "[audit]") {
  TempFolder folder;
  sql::Database database = new_database(folder.path / "index.db", Secret::random(32));
  const auto fails = [&] {
    IndexTransaction transaction(database);
    REQUIRE(transaction.begin_reading());
    throw std::bad_alloc();
  };
  CHECK_THROWS_AS(fails(), std::bad_alloc);
  IndexTransaction transaction(database);
  CHECK(transaction.begin_reading());
  CHECK(transaction.commit());
}

TEST_CASE("the index looks at nothing behind what the log holds durable", "[audit]") {
  LogFixture f;
  auto opened = f.open();
  for (int i = 0; i < 5; ++i)
    REQUIRE(opened.log->append_blocking(append_of(system_entry(f.tenant))));
  const fs::path copied = f.copy("half"); // the next frame, of no entry, is half written
  std::ifstream in(copied / "seg-00000001.lva", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  in.close();
  const std::uint64_t end = align_frame(bytes.find_last_not_of('\0') + 1);
  FrameHeader header;
  header.kind = FrameKind::applied;
  header.count = 1;
  header.first_sequence = opened.log->newest().sequence() + 1;
  const SegmentHeaderBytes segment{};
  const Bytes frame = seal_frame(f.keys.refs().frame, {segment, end}, header, {}).value();
  const IndexSource source{copied, f.keys.refs(), opened.log.get()};
  IndexWriter writer(new_database(f.folder.path / "index.db", Secret::random(32)), source);
  REQUIRE(writer.load());
  const auto put = [&](ByteView half) {
    std::fstream out(copied / "seg-00000001.lva", std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(end));
    out.write(reinterpret_cast<const char*>(half.data()),
              static_cast<std::streamsize>(half.size()));
  };
  for (const std::size_t half : {std::size_t{10}, std::size_t{64}}) {
    put(ByteView(frame).first(half));
    CHECK(writer.step());
    CHECK(writer.position() == opened.log->newest());
  }
}
