#include "unit/vault/vault_fixture.hpp"

using namespace lv;

namespace {

// A key file and policies, and no vault yet.
struct Unmade {
  Unmade() {
    auto pattern = (std::filesystem::temp_directory_path() / "lv-init-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    REQUIRE(keys::KeyFileProvider::create(folder / "root.key"));
    provider = keys::KeyFileProvider::open(folder / "root.key").value();
    options.data = folder / "deep" / "data";
    options.segment_bytes = 1024 * 1024;
  }
  ~Unmade() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  Result<InstallationId> init(Result<void> kept) {
    LV_TRY(alone, vault::hold_new_folder(options.data));
    return vault::init_vault(alone, options, *provider, policies, clock,
                             [kept](const SecretText&) { return kept; });
  }
  auto open() { return vault::OpenVault::open(options, *provider, policies, clock); }

  std::filesystem::path folder;
  std::shared_ptr<const policy::Policies> policies = test::plain_policies();
  std::unique_ptr<keys::KeyFileProvider> provider;
  vault::VaultOptions options;
  SystemClock clock;
};

} // namespace

TEST_CASE("an init whose operator key was not kept leaves no vault and can be repeated",
          "[vault]") {
  Unmade unmade;
  CHECK(unmade.init(LV_FAIL(no_space, "the key was not kept")).error().code() == Errc::no_space);
  CHECK_FALSE(unmade.open());
  REQUIRE(unmade.init(Result<void>()));
  CHECK(unmade.open());
}

TEST_CASE("a folder that one init holds is held by no other, and by the next once that ended",
          "[vault]") {
  Unmade unmade;
  {
    const auto alone = vault::hold_new_folder(unmade.options.data);
    REQUIRE(alone);
    CHECK(unmade.init(Result<void>()).error().code() == Errc::locked);
    CHECK(std::filesystem::is_empty(unmade.options.data));
  }
  REQUIRE(unmade.init(Result<void>()));
  CHECK(unmade.open());
}

TEST_CASE("init leaves a vault that is made alone", "[vault]") {
  Unmade unmade;
  REQUIRE(unmade.init(Result<void>()));
  CHECK(unmade.init(Result<void>()).error().code() == Errc::conflict);
  CHECK(unmade.open());
}

TEST_CASE("init removes nothing where no init was interrupted", "[vault]") {
  Unmade unmade;
  REQUIRE(unmade.init(Result<void>()));
  std::filesystem::rename(unmade.options.data / "keyring.lvk", unmade.folder / "elsewhere");
  CHECK_FALSE(unmade.init(Result<void>()));
  std::filesystem::rename(unmade.folder / "elsewhere", unmade.options.data / "keyring.lvk");
  CHECK(unmade.open());
}
