// Random entries of several tenants and random questions, answered by the index and by a scan of
// everything that was logged.
#include "audit/index_schema.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include "leadvault/audit/index.hpp"
#include "leadvault/sql/database.hpp"
#include "leadvault/tlog/merkle.hpp"

#include <map>
#include <random>
#include <thread>

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

constexpr std::size_t hits_large = 1'000; // fills a tail of the index after some hundred entries

struct World {
  std::mt19937 random{23};
  LogFixture f;
  std::vector<TenantId> tenants;
  std::vector<LeadId> leads;
  std::vector<PrincipalId> principals;
  std::vector<IndexedEntry> logged;
  Opened opened = open();
  Secret key = Secret::random(32);

  Opened open() {
    AuditOptions options = f.options();
    options.segment_bytes = 4 * 1024 * 1024;
    return std::move(*f.try_open(std::move(options)));
  }

  World() {
    for (int i = 0; i < 3; ++i) {
      tenants.push_back(make_id<TenantTag>());
      REQUIRE(opened.log->open_tenant_log(tenants.back(), make_id<LogTag>()));
    }
    for (int i = 0; i < 3'000; ++i) leads.push_back(make_id<LeadTag>());
    for (int i = 0; i < 20; ++i) principals.push_back(make_id<PrincipalTag>());
  }

  template <class T>
  T one_of(const std::vector<T>& all) {
    return all[random() % all.size()];
  }

  Entry random_entry(std::size_t hits) {
    Entry entry = system_entry(one_of(tenants));
    entry.principal = one_of(principals);
    entry.credential.bytes = entry.principal.bytes;
    const auto action = static_cast<std::uint16_t>(1 + random() % 4);
    switch (random() % 5) {
    case 0:
      entry.kind = EntryKind::denial;
      entry.body = DenialBody{action, one_of(leads), 6, {lead::FieldId{2}}, {3}};
      break;
    case 1: {
      entry.kind = EntryKind::release;
      LeadTouch touch;
      touch.lead = one_of(leads);
      touch.released = {lead::FieldId{1}, lead::FieldId{900}};
      touch.policies = {1, 7};
      entry.body = ReleaseBody{action, {touch, touch}};
      break;
    }
    case 2:
      return write_entry(entry.tenant, EntryKind::lead_updated, one_of(leads), 2);
    case 3: {
      entry.kind = EntryKind::search;
      SearchBody body{action, 1, {}};
      for (std::size_t i = 0; i < hits; ++i) body.hits.push_back(one_of(leads));
      entry.body = body;
      break;
    }
    default:
      break; // of the system form
    }
    return entry;
  }

  void append(std::size_t count, std::size_t hits) {
    for (std::size_t done = 0; done < count;) {
      Append append;
      append.entries.push_back(random_entry(hits));
      while (random() % 4 != 0) {
        Entry more = random_entry(hits);
        more.tenant = append.entries.front().tenant;
        append.entries.push_back(std::move(more));
      }
      const auto entries = append.entries;
      const auto result = opened.log->append_blocking(std::move(append));
      REQUIRE(result);
      for (std::size_t i = 0; i < entries.size(); ++i)
        logged.push_back({result->at(i), entries[i]});
      done += entries.size();
    }
  }

  IndexQuery random_query() {
    IndexQuery query;
    query.tenant = one_of(tenants);
    if (random() % 2 == 0) query.lead = one_of(leads);
    if (random() % 3 == 0) query.principal = one_of(principals);
    if (random() % 5 == 0) query.credential.bytes = one_of(principals).bytes;
    if (random() % 4 == 0) query.action = static_cast<std::uint16_t>(1 + random() % 5);
    if (random() % 4 == 0) query.kinds = {EntryKind::denial, EntryKind::lead_updated};
    if (random() % 4 == 0) query.decision = static_cast<DecisionFilter>(random() % 3);
    if (random() % 4 == 0) query.before = one_of(logged).logged.position;
    query.limit = 1 + random() % 60;
    return query;
  }

  static bool names(const Entry& entry, LeadId lead) {
    if (const auto* body = std::get_if<ReleaseBody>(&entry.body))
      return std::any_of(body->leads.begin(), body->leads.end(),
                         [&](const LeadTouch& touch) { return touch.lead == lead; });
    if (const auto* body = std::get_if<DenialBody>(&entry.body)) return body->lead == lead;
    if (const auto* body = std::get_if<SearchBody>(&entry.body))
      return std::find(body->hits.begin(), body->hits.end(), lead) != body->hits.end();
    if (const auto* body = std::get_if<WriteBody>(&entry.body)) return body->lead == lead;
    return false;
  }

  static std::uint16_t action_of(const Entry& entry) {
    if (const auto* body = std::get_if<ReleaseBody>(&entry.body)) return body->action;
    if (const auto* body = std::get_if<DenialBody>(&entry.body)) return body->action;
    if (const auto* body = std::get_if<SearchBody>(&entry.body)) return body->action;
    return 0;
  }

  static bool wanted(const IndexQuery& query, const IndexedEntry& row) {
    const Entry& entry = row.entry;
    const bool denied = entry.kind == EntryKind::denial;
    const bool released = entry.kind == EntryKind::release || entry.kind == EntryKind::search;
    return entry.tenant == query.tenant &&
           (query.principal.is_zero() || entry.principal == query.principal) &&
           (query.credential.is_zero() || entry.credential == query.credential) &&
           (query.action == 0 || action_of(entry) == query.action) &&
           (query.kinds.empty() || denied || entry.kind == EntryKind::lead_updated) &&
           (query.decision != DecisionFilter::denied || denied) &&
           (query.decision != DecisionFilter::released || released) &&
           (query.before == Position{} || row.logged.position < query.before) &&
           (query.lead.is_zero() || names(entry, query.lead));
  }

  std::vector<EntryId> scan(const IndexQuery& query) const {
    std::vector<EntryId> out;
    for (auto row = logged.rbegin(); row != logged.rend() && out.size() < query.limit; ++row)
      if (wanted(query, *row)) out.push_back(row->logged.entry);
    return out;
  }

  IndexSource source() { return {f.path(), f.keys.refs(), opened.log.get()}; }
  std::unique_ptr<AuditIndex> index(const fs::path& path) {
    auto opened_index = open_audit_index(path, key, source());
    REQUIRE(opened_index);
    REQUIRE((*opened_index)->wait_until(opened.log->newest(), 60'000));
    return std::move(*opened_index);
  }

  void check_questions(AuditIndex& index, int questions) {
    for (int i = 0; i < questions; ++i) {
      const IndexQuery query = random_query();
      const auto rows = index.query(query);
      REQUIRE(rows);
      std::vector<EntryId> found;
      for (const IndexedEntry& row : *rows) found.push_back(row.entry.id);
      REQUIRE(found == scan(query));
    }
  }

  // Nothing or the truth, and the truth within seconds.
  void check_recovers(AuditIndex& index) {
    for (int i = 0; i < 40; ++i) {
      const IndexQuery query = random_query();
      auto rows = index.query(query);
      for (int look = 0; look < 500 && !rows; ++look) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        rows = index.query(query);
      }
      REQUIRE(rows);
      std::vector<EntryId> found;
      for (const IndexedEntry& row : *rows) found.push_back(row.entry.id);
      REQUIRE(found == scan(query));
    }
  }

  // By id, by time, and the leaf's place in its tree.
  void check_entries(AuditIndex& index) {
    std::map<TenantId, tlog::Tree> trees;
    for (const IndexedEntry& row : logged) trees[row.entry.tenant].append(row.logged.leaf);
    for (int i = 0; i < 60; ++i) {
      const IndexedEntry row = one_of(logged);
      const auto found = index.entry(row.entry.tenant, row.logged.entry);
      REQUIRE(found);
      CHECK(found->logged.position == row.logged.position);
      CHECK(found->logged.index == row.logged.index);
      CHECK(found->logged.leaf == row.logged.leaf);
      CHECK(found->logged.log == row.logged.log);
      CHECK_FALSE(index.entry(tenants[row.entry.tenant == tenants[0] ? 1 : 0], row.logged.entry));
      IndexQuery at;
      at.tenant = row.entry.tenant;
      at.from = found->entry.time;
      at.until = Time{at.from.us + 1};
      REQUIRE(index.query(at)->size() == 1);
      CHECK(index.query(at)->front().entry.id == row.logged.entry);
      const tlog::Tree& tree = trees.at(row.entry.tenant);
      const std::uint64_t size = row.logged.index + 1 + random() % (tree.size() - row.logged.index);
      const auto proof = index.prove(row.entry.tenant, row.logged.index, size);
      REQUIRE(proof);
      CHECK(tlog::verify_inclusion(row.logged.leaf, proof->index, size, proof->path,
                                   tree.root_at(size).value()));
      CHECK_FALSE(index.prove(row.entry.tenant, row.logged.index, tree.size() + 1));
      CHECK_FALSE(index.prove(row.entry.tenant, size, size));
    }
    CHECK_FALSE(index.entry(tenants[0], make_id<EntryTag>()));
  }
};

// All of it in the file itself, none in the write-ahead log.
void move_into_file(const fs::path& path, const Secret& key) {
  sql::Options options;
  options.path = path.string();
  options.application_id = index_application_id;
  options.schema_version_max = static_cast<std::int32_t>(std::size(index_steps));
  auto database =
      sql::Database::open(options, key, sql::Role::writer, sql::Presence::must_exist).value();
  REQUIRE(database.checkpoint(sql::CheckpointMode::truncate));
}

void copy_database(const fs::path& from, const fs::path& to) {
  for (const char* part : {"", "-wal"}) fs::copy_file(from.string() + part, to.string() + part);
}

} // namespace

TEST_CASE("the index finds what a scan of the log finds, whatever was killed, reopened or rebuilt",
          "[audit]") {
  World world;
  const fs::path path = world.f.folder.path / "index.db";
  world.append(700, 5);
  auto index = world.index(path);
  world.check_questions(*index, 300);
  world.check_entries(*index);

  world.append(7'000, hits_large); // tails are written, runs merged
  world.append(500, 5);
  REQUIRE(index->wait_until(world.opened.log->newest(), 60'000));
  world.check_questions(*index, 400);
  world.check_entries(*index);

  copy_database(path, world.f.folder.path / "killed.db"); // as a kill leaves it
  auto killed = world.index(world.f.folder.path / "killed.db");
  world.check_questions(*killed, 100);
  world.check_entries(*killed);
  killed.reset();

  index->close();
  index = world.index(path);
  world.check_questions(*index, 100);
  REQUIRE(index->rebuild());
  REQUIRE(index->wait_until(world.opened.log->newest(), 60'000));
  world.check_questions(*index, 100);
  world.check_entries(*index);
}

TEST_CASE("an index file of another form or cut short is made again from the log", "[audit]") {
  World world;
  world.append(50, 5);
  const fs::path path = world.f.folder.path / "index.db";
  std::ofstream(path) << std::string(8'192, 'x');
  auto index = world.index(path);
  world.check_questions(*index, 20);
}

TEST_CASE("an index with a damaged page is made again, by itself or when asked for", "[audit]") {
  constexpr std::uint64_t page_bytes = 4'096;
  World world;
  world.append(1'500, hits_large);
  const fs::path path = world.f.folder.path / "index.db";
  world.index(path)->close();
  move_into_file(path, world.key);
  const std::uint64_t pages = fs::file_size(path) / page_bytes;
  REQUIRE(pages > 100);
  const fs::path damaged = world.f.folder.path / "damaged.db";
  int met = 0;
  for (std::uint64_t page = 1; page < pages; page += pages / 12) {
    fs::copy_file(path, damaged, fs::copy_options::overwrite_existing);
    for (const char* part : {"-wal", "-shm"}) fs::remove(damaged.string() + part);
    for (std::uint64_t at = page; at < page + 5 && at < pages; ++at)
      flip(damaged, at * page_bytes + 2'000);
    auto index = world.index(damaged);
    world.check_recovers(*index);
    index->close();
  }
  for (std::uint64_t at = pages / 2; at < pages; ++at) // as at a start, which rebuilds it then
    flip(path, at * page_bytes + 2'000);
  auto index = world.index(path);
  for (int i = 0; i < 100 && met == 0; ++i)
    if (!index->query(world.random_query())) ++met;
  REQUIRE(index->rebuild());
  REQUIRE(index->wait_until(world.opened.log->newest(), 60'000));
  world.check_questions(*index, 40);
  CHECK(met == 1);
}
