#include "audit/posting_runs.hpp"
#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

#include <random>
#include <set>

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

constexpr std::uint32_t granules_a_run = 40;

sql::Connection open_database(const fs::path& path, const Secret& key) {
  sql::Options options;
  options.path = path.string();
  options.application_id = index_application_id;
  options.schema_version_max = static_cast<std::int32_t>(std::size(index_steps));
  const auto presence = fs::exists(path) ? sql::Presence::must_exist : sql::Presence::must_be_new;
  auto database = sql::Database::open(options, key, sql::Role::writer, presence);
  REQUIRE(database);
  REQUIRE(sql::migrate(*database, index_steps));
  return {std::move(*database), index_texts};
}

// What the runs hold, the simple way.
struct Model {
  std::set<Posting> postings;
  std::uint32_t granules = 0;

  std::vector<std::uint32_t> granules_of(PostingKey key) const {
    std::vector<std::uint32_t> out;
    for (auto at = postings.lower_bound(posting_of(key, 0));
         at != postings.end() && key_of(*at) == key; ++at)
      out.insert(out.begin(), granule_of(*at));
    return out;
  }
};

void add_run(PostingRuns& runs, Model& model, std::mt19937& random, std::uint32_t keys,
             int postings_a_granule = 60) {
  std::set<Posting> postings;
  const std::uint32_t first = model.granules + 1;
  for (std::uint32_t granule = first; granule < first + granules_a_run; ++granule)
    for (int i = 0; i < postings_a_granule; ++i)
      postings.insert(posting_of(static_cast<PostingKey>(random() % keys), granule));
  model.granules += granules_a_run;
  model.postings.insert(postings.begin(), postings.end());
  const std::vector<Posting> sorted(postings.begin(), postings.end());
  REQUIRE(runs.add(sorted, first, model.granules));
}

void check_trails(sql::Connection& database, const Model& model, std::uint32_t keys) {
  const auto runs = read_runs(database);
  REQUIRE(runs);
  for (PostingKey key = 0; key <= keys; ++key) {
    PostingTrail trail(key, {}, *runs);
    std::vector<std::uint32_t> found;
    for (std::uint32_t bound = model.granules;;) {
      const auto granule = trail.newest_until(database, bound);
      REQUIRE(granule);
      if (*granule == 0) break;
      found.push_back(*granule);
      bound = *granule - 1;
    }
    CHECK(found == model.granules_of(key));
  }
}

} // namespace

TEST_CASE("sorting by key keeps the order of granules", "[audit]") {
  std::mt19937 random(7);
  std::vector<Posting> postings;
  for (std::uint32_t granule = 1; granule < 3'000; ++granule)
    for (int i = 0; i < 3; ++i)
      postings.push_back(posting_of(static_cast<PostingKey>(random() >> 1), granule));
  auto expected = postings;
  std::stable_sort(expected.begin(), expected.end());
  sort_by_key(postings);
  CHECK(postings == expected);
}

TEST_CASE("a key's granules are found newest first, through every merge and after each restart",
          "[audit]") {
  TempFolder folder;
  const Secret key = Secret::random(32);
  std::mt19937 random(11);
  Model model;
  constexpr std::uint32_t keys = 90;
  std::size_t runs_most = 0;
  {
    auto database = open_database(folder.path / "runs.db", key);
    PostingRuns runs(database);
    REQUIRE(runs.load());
    for (int i = 0; i < 70; ++i) {
      add_run(runs, model, random, keys);
      while (runs.merge_some().value()) {
      }
      runs_most = std::max(runs_most, read_runs(database)->size());
    }
    check_trails(database, model, keys);
  }
  CHECK(runs_most <= 3 * 8); // 70 runs, in three tiers
  auto database = open_database(folder.path / "runs.db", key);
  PostingRuns runs(database);
  REQUIRE(runs.load());
  check_trails(database, model, keys);
}

TEST_CASE("a merge that a crash cut short is begun again and nothing is lost", "[audit]") {
  TempFolder folder;
  const Secret key = Secret::random(32);
  std::mt19937 random(13);
  Model model;
  constexpr std::uint32_t keys = 5'000;
  const auto runs_with_blocks = [](sql::Connection& database) {
    auto held = database.database().prepare("SELECT count(DISTINCT run) FROM postings");
    auto row = held->run();
    REQUIRE(row.step());
    return sql::Columns(row).natural();
  };
  {
    auto database = open_database(folder.path / "runs.db", key);
    PostingRuns runs(database);
    REQUIRE(runs.load());
    for (int i = 0; i < 8; ++i) add_run(runs, model, random, keys, 500); // more than one step's
    REQUIRE(runs.merge_some().value());
    CHECK(runs_with_blocks(database) == 9);
    CHECK(read_runs(database)->size() == 8);
  }
  auto database = open_database(folder.path / "runs.db", key);
  PostingRuns runs(database);
  REQUIRE(runs.load());
  CHECK(runs_with_blocks(database) == 8);
  check_trails(database, model, 400);
  while (runs.merge_some().value()) {
  }
  CHECK(runs_with_blocks(database) == 1);
  check_trails(database, model, 400);
}

TEST_CASE("a block of postings that is cut or unsorted is refused", "[audit]") {
  const std::vector<Posting> postings{posting_of(1, 1), posting_of(1, 2), posting_of(3, 1)};
  Bytes bytes = encode_postings(postings);
  CHECK(decode_postings(bytes).value() == postings);
  std::swap_ranges(bytes.begin(), bytes.begin() + 8, bytes.begin() + 16);
  CHECK_FALSE(decode_postings(bytes));
  bytes.pop_back();
  CHECK_FALSE(decode_postings(bytes));
}
