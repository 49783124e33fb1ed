#include "unit/vault/vault_fixture.hpp"
#include "vault/row_cache.hpp"
#include "vault/state.hpp"

#include "leadvault/audit/lead_key.hpp"

using namespace lv;
using namespace lv::test;

namespace {

audit::ObjectKey key_of(std::uint16_t number) {
  audit::ObjectKey key{};
  key[0] = static_cast<std::uint8_t>(number % 16); // spreads over the shards
  key[8] = static_cast<std::uint8_t>(number);
  key[9] = static_cast<std::uint8_t>(number >> 8);
  return key;
}

vault::SharedRow row_of(std::uint16_t number, std::size_t blob_bytes) {
  auto kept = std::make_shared<vault::Settled>();
  kept->row.version = number;
  kept->row.fields.put(1, Bytes(blob_bytes, 7));
  return kept;
}

} // namespace

TEST_CASE("a row is found until it is forgotten, and the newest of a lead replaces the older",
          "[vault]") {
  vault::RowCache cache(1 << 20);
  CHECK(cache.find(key_of(1)) == nullptr);
  cache.put(key_of(1), row_of(1, 100));
  cache.put(key_of(1), row_of(2, 100));
  REQUIRE(cache.find(key_of(1)));
  CHECK(cache.find(key_of(1))->row.version == 2);
  cache.forget(key_of(1));
  cache.forget(key_of(1));
  CHECK(cache.find(key_of(1)) == nullptr);
}

TEST_CASE("the row cache holds as many bytes as it may, and keeps what is used", "[vault]") {
  constexpr std::size_t bytes_max = 1 << 20;
  vault::RowCache cache(bytes_max);
  std::size_t kept = 0;
  for (std::uint16_t i = 0; i < 4'000; ++i) {
    cache.put(key_of(i), row_of(i, 1'000));
    CHECK(cache.find(key_of(0)));
  }
  for (std::uint16_t i = 0; i < 4'000; ++i) kept += cache.find(key_of(i)) != nullptr;
  CHECK(kept * 1'000 < bytes_max);
  CHECK(kept * 2'000 > bytes_max / 2);
  cache.put(key_of(1), row_of(1, bytes_max)); // larger than all there is room for
  CHECK(cache.find(key_of(1)) == nullptr);
}

TEST_CASE("P4 a kept row is not served once the lead was written, nor kept once it is erased",
          "[vault]") {
  VaultFixture test;
  const auto crm = test.caller("crm_integration", {"qualification"});
  const auto lead =
      run(test.vault().create(crm, test.person("Ada", "ada@example.com"), {})).value().lead;
  auto& state = test.vault().state_for_test();
  const auto mark = audit::lead_key(test.tenant, lead);
  REQUIRE(run(test.vault().summary(crm, lead)).value().version == 1);
  REQUIRE(state.rows.find(mark));
  vault::LeadChange change;
  change.expected_version = 1;
  change.stage = lead::Stage::working;
  REQUIRE(run(test.vault().update(crm, lead, change)));
  const auto older = state.rows.find(mark);
  CHECK(older == nullptr);
  CHECK(run(test.vault().summary(crm, lead)).value().version == 2);
  const auto agent = test.caller("privacy_agent", {"subject_request"});
  REQUIRE(run(test.vault().erase(agent, lead)));
  CHECK(state.rows.find(mark) == nullptr);
  CHECK(run(test.vault().summary(crm, lead)).error().code() == Errc::not_found);
}
