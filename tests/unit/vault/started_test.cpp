#include "unit/vault/vault_fixture.hpp"

#include "leadvault/keys/keyring.hpp"

#include <fstream>

using namespace lv;
using namespace lv::test;

TEST_CASE("an older keyring put back is refused when the log names a newer one", "[vault]") {
  VaultFixture test;
  const auto file = test.folder / "data" / "keyring.lvk";
  const auto before = test.folder / "older.lvk";
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  std::filesystem::copy_file(file, before);
  {
    auto ring = keys::Keyring::open(file, *test.provider);
    REQUIRE(ring);
    REQUIRE(ring->save(file));
  }
  test.reopen();
  REQUIRE(test.opened->announce(audit::EntryKind::started));
  std::filesystem::copy_file(before, file, std::filesystem::copy_options::overwrite_existing);
  test.reopen();
  const auto refused = test.opened->announce(audit::EntryKind::started);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Errc::stale_state);
}

TEST_CASE("a folder is free for another process when the log is closed, no earlier", "[vault]") {
  VaultFixture test;
  const auto open_again = [&test] {
    return vault::OpenVault::open(test.options(), *test.provider, test.policies, test.clock);
  };
  test.opened->store().close(); // the log still has its last checkpoint to write
  const auto early = open_again();
  REQUIRE(early.has_error());
  CHECK(early.error().code() == Errc::locked);
  test.opened.reset();
  CHECK(open_again());
}

TEST_CASE("an index that came after the tenants is refused, not searched in vain", "[vault]") {
  VaultFixture test;
  test.opened.reset();
  const auto policies = test.folder / "policies";
  std::filesystem::copy(LV_SOURCE_DIR "/policies", policies,
                        std::filesystem::copy_options::recursive);
  std::ofstream(policies / "indexes.toml", std::ios::app)
      << "\n[[index]]\nid = 900\nname = \"late\"\nnormaliser = \"exact\"\nversion = 1\nbits = "
         "128\n";
  std::ofstream(policies / "ids.lock", std::ios::app) << "index 900 late\n";
  Violations findings;
  const auto later = policy::load_policies(policies, findings);
  REQUIRE(later);
  const auto refused = vault::OpenVault::open(test.options(), *test.provider, *later, test.clock);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code() == Errc::config);
  test.reopen();
}
