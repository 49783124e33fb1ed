// The token index against a model, with deltas so small that runs and merges come early.
#include "sqlcipher_harness.hpp"
#include "store/sqlcipher/token_record.hpp"

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

using namespace lv;
using namespace lv::store;
using namespace lv::store::suite;

namespace {

constexpr std::size_t small_delta = 48;
constexpr std::size_t any_number = 1'000'000;

Bytes token_of(std::uint32_t number) { // as random as a keyed hash
  std::mt19937 random(number);
  Bytes token(16);
  for (auto& byte : token) byte = static_cast<std::uint8_t>(random());
  return token;
}

using Owner = std::pair<TenantId, LeadId>;

// Writes at random and remembers what must be found.
class TokenModel {
public:
  explicit TokenModel(std::uint32_t seed) : random_(seed) {}

  // One write; unless it is meant to fail, the model holds what it leaves.
  Job next() {
    const auto kind = random_() % 20;
    if (leads_.size() < 50 || kind < 9) return create();
    const auto owner = pick();
    if (kind < 11) return erase(owner);
    if (kind < 15) return change(owner);
    if (kind < 18) return touch(owner);
    return [job = failing(owner)](Transaction& tx) { return job(tx); };
  }

  void check(Store& store, int look_ups) {
    for (int i = 0; i < look_ups; ++i) {
      const auto tenant = tenant_of(static_cast<std::uint8_t>(1 + random_() % 2));
      const auto index = static_cast<std::uint16_t>(1 + random_() % 3);
      const auto number = static_cast<std::uint32_t>(random_() % (next_token_ + 1));
      const auto limit = i % 3 == 0 ? std::size_t{2} : any_number;
      auto expected = owners_of(tenant, index, number);
      if (expected.size() > limit) expected.resize(limit);
      const auto found = store.find(tenant, index, token_of(number), limit);
      REQUIRE(found);
      REQUIRE(*found == expected);
    }
  }

  std::size_t leads() const { return leads_.size(); }

private:
  std::vector<IndexToken> make_tokens() {
    // Unique, shared by a few, and one that many leads have.
    return {{1, 1, token_of(remember(next_token_++))},
            {2, 1, token_of(remember(random_() % 64))},
            {3, 1, token_of(remember(random_() % 4))}};
  }
  std::uint32_t remember(std::uint32_t number) {
    numbers_[token_of(number)] = number;
    return number;
  }

  Job create() {
    const auto tenant = tenant_of(static_cast<std::uint8_t>(1 + random_() % 2));
    auto row = row_of(tenant, lead_of(++next_lead_), 1, 5);
    auto tokens = make_tokens();
    hold({tenant, row.lead}, tokens);
    return insert(row, tokens);
  }
  Job erase(Owner owner) {
    leads_.erase(owner);
    return [owner](Transaction& tx) -> Result<void> {
      LV_TRY(row, tx.lead(owner.first, owner.second));
      row->liveness = Liveness::erased;
      LV_TRY(seq, tx.next_change_seq(owner.first));
      row->change_seq = seq;
      LV_CHECK(tx.remove_all_tokens(owner.first, owner.second));
      return tx.update_lead(*row);
    };
  }
  Job change(Owner owner) {
    auto& held = leads_.at(owner);
    const auto index = static_cast<std::uint16_t>(1 + random_() % 3);
    auto fresh = make_tokens()[index - 1U];
    if (random_() % 4 == 0) fresh.token = token_of(held[index]); // the same again
    held[index] = numbers_.at(fresh.token);
    return [owner, fresh](Transaction& tx) -> Result<void> {
      LV_TRY(row, tx.lead(owner.first, owner.second));
      LV_TRY(seq, tx.next_change_seq(owner.first));
      row->change_seq = seq;
      LV_CHECK(tx.remove_tokens(owner.first, owner.second, fresh.index));
      LV_CHECK(tx.add_tokens(owner.first, owner.second, std::vector<IndexToken>(1, fresh)));
      return tx.update_lead(*row);
    };
  }
  Job touch(Owner owner) { // as a consent does: another change, the same tokens
    return [owner](Transaction& tx) -> Result<void> {
      LV_TRY(row, tx.lead(owner.first, owner.second));
      LV_TRY(seq, tx.next_change_seq(owner.first));
      row->change_seq = seq;
      return tx.update_lead(*row);
    };
  }
  Job failing(Owner owner) {
    const auto other = row_of(owner.first, lead_of(900'000), 1, 1);
    const auto tokens = make_tokens();
    return [owner, other, tokens](Transaction& tx) -> Result<void> {
      LV_CHECK(insert(other, tokens)(tx));
      LV_CHECK(tx.remove_all_tokens(owner.first, owner.second));
      return LV_FAIL(conflict, "the test says no");
    };
  }

  void hold(const Owner& owner, const std::vector<IndexToken>& tokens) {
    for (const auto& token : tokens) leads_[owner][token.index] = numbers_.at(token.token);
  }
  Owner pick() {
    auto at = leads_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random_() % leads_.size()));
    return at->first;
  }
  std::vector<LeadId> owners_of(TenantId tenant, std::uint16_t index, std::uint32_t number) const {
    std::vector<LeadId> out;
    for (const auto& [owner, tokens] : leads_)
      if (owner.first == tenant && tokens.at(index) == number) out.push_back(owner.second);
    return out; // ascending, as the map is
  }

  std::mt19937 random_;
  std::map<Owner, std::map<std::uint16_t, std::uint32_t>> leads_; // number of each index's token
  std::map<Bytes, std::uint32_t> numbers_;
  std::uint32_t next_lead_ = 0;
  std::uint32_t next_token_ = 100;
};

// Many jobs in flight, so that the writer makes groups of them.
void run_jobs(Store& store, TokenModel& model, std::uint64_t& position, int count) {
  std::atomic<int> done = 0;
  for (int i = 0; i < count; ++i)
    REQUIRE(store.submit({{++position}, model.next(), [&](Result<void>) { ++done; }, false}));
  while (done < count) std::this_thread::yield();
}

void copy_as_after_a_crash(const std::string& from, const std::string& to) {
  for (const char* part : {"", "-wal"})
    std::filesystem::copy_file(from + part, to + part,
                               std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(to + "-shm");
}

std::size_t count_rows(const std::string& path, const std::string& table) {
  sqlite3* db = open_raw(path, {key_pragma()});
  sqlite3_stmt* statement = nullptr;
  const std::string text = "SELECT count(*) FROM " + table;
  REQUIRE(sqlite3_prepare_v2(db, text.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
  const auto rows = static_cast<std::size_t>(sqlite3_column_int64(statement, 0));
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return rows;
}

} // namespace

TEST_CASE("the token index finds what a model finds, now and after a restart", "[store]") {
  SqlcipherHarness harness;
  harness.options().token_delta_changes = small_delta;
  auto store = harness.create();
  TokenModel model(11);
  std::uint64_t position = 0;
  for (int round = 0; round < 60; ++round) {
    run_jobs(*store, model, position, 100);
    model.check(*store, 30);
    if (round % 10 != 9) continue;
    store.reset();
    store = harness.reopen();
    model.check(*store, 30);
  }
  CHECK(model.leads() > 1'500);
  store->close();
  CHECK(count_rows(harness.path(), "token_runs") < 30); // merges keep them few
  CHECK(count_rows(harness.path(), "token_pages") > 20);
}

TEST_CASE("P2 a crash behind any commit leaves a token index that finds everything", "[store]") {
  SqlcipherHarness harness;
  harness.options().token_delta_changes = small_delta;
  auto store = harness.create();
  SqlcipherHarness crashed;
  crashed.options().token_delta_changes = small_delta;
  TokenModel model(12);
  std::uint64_t position = 0;
  for (int step = 0; step < 400; ++step) {
    run_jobs(*store, model, position, 9);
    if (step < 100 || step % 3 != 0) continue; // merges have begun
    copy_as_after_a_crash(harness.path(), crashed.path());
    auto recovered = crashed.reopen();
    model.check(*recovered, 12);
    if (step % 30 != 0) continue;
    auto later = model; // goes on from there, too
    auto later_position = position;
    run_jobs(*recovered, later, later_position, 300);
    later.check(*recovered, 60);
  }
}

TEST_CASE("a look-up finds its lead at every moment of a merge", "[store]") {
  SqlcipherHarness harness;
  harness.options().token_delta_changes = small_delta;
  auto store = harness.create();
  const IndexToken known{1, 1, token_of(7)};
  REQUIRE(write(*store, 1, insert(row_of(tenant_of(1), lead_of(500'000), 1, 1), {known})));
  std::atomic<bool> over = false;
  std::atomic<int> missed = 0;
  std::atomic<int> looked = 0;
  std::thread reader([&] {
    for (; !over; ++looked) {
      const auto found = store->find(tenant_of(1), 1, known.token, 10);
      if (!found || found->size() != 1) ++missed;
    }
  });
  TokenModel model(13);
  std::uint64_t position = 1;
  for (int round = 0; round < 40; ++round) run_jobs(*store, model, position, 100);
  over = true;
  reader.join();
  CHECK(missed == 0);
  CHECK(looked > 100);
}

TEST_CASE("a look-up finds a lead while its token is written anew", "[store]") {
  SqlcipherHarness harness;
  auto store = harness.create();
  const LeadId lead = lead_of(1);
  const IndexToken known{1, 1, token_of(7)};
  REQUIRE(write(*store, 1, insert(row_of(tenant_of(1), lead, 1, 1), {known})));
  std::atomic<bool> over = false;
  std::atomic<int> missed = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!over) {
        const auto found = store->find(tenant_of(1), 1, known.token, 10);
        if (!found || found->size() != 1) ++missed;
      }
    });
  const Job again = [&](Transaction& tx) -> Result<void> {
    LV_CHECK(tx.remove_tokens(tenant_of(1), lead, known.index));
    return tx.add_tokens(tenant_of(1), lead, std::vector<IndexToken>(1, known));
  };
  for (std::uint64_t position = 2; position < 2'000; ++position)
    REQUIRE(write(*store, position, again));
  over = true;
  for (auto& reader : readers) reader.join();
  CHECK(missed == 0);
}

TEST_CASE("an erased token leaves no byte in the database, wherever a merge stands", "[store]") {
  SqlcipherHarness harness;
  harness.options().token_delta_changes = small_delta;
  auto store = harness.create();
  std::mt19937 random(5);
  std::vector<std::uint32_t> live;
  std::uint64_t position = 0;
  std::uint32_t next = 0;
  const auto head_of = [](std::uint32_t n) {
    Bytes head = token_of(n);
    head.resize(8); // as much as the index keeps
    return head;
  };
  for (int round = 0; round < 120; ++round) {
    const auto added = 5 + random() % 20;
    REQUIRE(write(*store, ++position, [&](Transaction& tx) -> Result<void> {
      for (std::size_t i = 0; i < added; ++i) {
        live.push_back(++next);
        const auto row = row_of(tenant_of(1), lead_of(next), 1, 5);
        LV_CHECK(insert(row, std::vector<IndexToken>(1, {1, 1, token_of(next)}))(tx));
      }
      return Result<void>();
    }));
    std::shuffle(live.begin(), live.end(), random);
    const std::vector<std::uint32_t> victims(live.end() - 5, live.end());
    live.resize(live.size() - victims.size());
    if (round % 20 == 0) // the search finds what is there
      REQUIRE(contains(decrypted_pages(harness.path()), head_of(victims[0])));
    std::promise<Result<void>> erased;
    const Job erase = [&](Transaction& tx) -> Result<void> {
      for (const auto n : victims) LV_CHECK(tx.remove_all_tokens(tenant_of(1), lead_of(n)));
      return Result<void>();
    };
    REQUIRE(store->submit(
        {{++position}, erase, [&](Result<void> result) { erased.set_value(result); }, true}));
    REQUIRE(erased.get_future().get());
    REQUIRE(std::filesystem::file_size(harness.path() + "-wal") == 0);
    const auto pages = decrypted_pages(harness.path());
    for (const auto n : victims) CHECK_FALSE(contains(pages, head_of(n)));
  }
  CHECK(count_rows(harness.path(), "token_pages") > 4);
}
