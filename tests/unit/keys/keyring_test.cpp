#include "support/catch.hpp"
#include "unit/base/in_child.hpp"

#include "leadvault/base/bytes.hpp"
#include "leadvault/crypto/hash.hpp"
#include "leadvault/crypto/wrapped_key.hpp"
#include "leadvault/keys/keyring.hpp"
#include "leadvault/keys/tenant_keys.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

using namespace lv;
using namespace lv::keys;
namespace fs = std::filesystem;

namespace {

class Folder {
public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "lv_keys_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const char* name) const { return path_ / name; }

private:
  fs::path path_;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, std::string_view text, mode_t mode = 0600) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  ::chmod(path.c_str(), mode);
}

std::unique_ptr<KeyFileProvider> key_file(const fs::path& path) {
  REQUIRE(KeyFileProvider::create(path));
  return std::move(KeyFileProvider::open(path).value());
}

template <class T>
bool fails_with(const Result<T>& result, Errc code) {
  return !result && result.error().code() == code;
}

Keyring new_ring(RootProvider& provider) {
  return std::move(Keyring::create(make_id<InstallTag>(), Time{1}, provider).value());
}

} // namespace

TEST_CASE("a keyring opens with what it was saved with and counts its generations", "[keys]") {
  Folder folder;
  const auto provider = key_file(folder / "root");
  Keyring ring = new_ring(*provider);
  REQUIRE(ring.save(folder / "ring"));
  REQUIRE(ring.add_term(KeyKind::token, Time{2}));
  REQUIRE(ring.promote(KeyKind::token, 2));
  REQUIRE(ring.save(folder / "ring"));
  const auto opened = Keyring::open(folder / "ring", *provider, 2);
  REQUIRE(opened);
  CHECK(opened->generation() == 2);
  CHECK(opened->installation() == ring.installation());
  CHECK(opened->active(KeyKind::token).term == 2);
  CHECK(opened->by_term(KeyKind::token, 1));
  CHECK(fails_with(opened->by_term(KeyKind::token, 3), Errc::not_found));
  std::set<std::string> distinct;
  for (std::uint8_t kind = 1; kind <= key_kinds; ++kind) {
    const Secret& mine = ring.active(static_cast<KeyKind>(kind)).key;
    const Secret& theirs = opened->active(static_cast<KeyKind>(kind)).key;
    CHECK(equal_constant_time(mine.reveal(), theirs.reveal()));
    distinct.insert(to_hex(mine.reveal()));
  }
  CHECK(distinct.size() == key_kinds);
  CHECK(fails_with(Keyring::open(folder / "ring", *provider, 3), Errc::stale_state));
}

TEST_CASE("a keyring with any byte flipped or cut off is refused", "[keys]") {
  Folder folder;
  const auto provider = key_file(folder / "root");
  REQUIRE(new_ring(*provider).save(folder / "ring"));
  const std::string good = read(folder / "ring");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    write(folder / "bad", bad);
    CHECK_FALSE(Keyring::open(folder / "bad", *provider));
    write(folder / "bad", std::string_view(good).substr(0, i));
    CHECK_FALSE(Keyring::open(folder / "bad", *provider));
  }
  write(folder / "bad", good + "x");
  CHECK_FALSE(Keyring::open(folder / "bad", *provider));
}

TEST_CASE("another key file, passphrase or kind of provider does not open a keyring", "[keys]") {
  Folder folder;
  const auto provider = key_file(folder / "root");
  const auto other = key_file(folder / "other");
  Keyring ring = new_ring(*provider);
  REQUIRE(ring.save(folder / "ring"));
  CHECK(fails_with(Keyring::open(folder / "ring", *other), Errc::wrong_key));

  const PassphraseCost cheap{1, 8192};
  auto right =
      PassphraseProvider::from_bytes(bytes_of("correct horse battery"), cheap).value().release();
  const std::unique_ptr<PassphraseProvider> passphrase(right);
  CHECK(fails_with(Keyring::open(folder / "ring", *passphrase), Errc::config));
  REQUIRE(ring.change_provider(*passphrase));
  REQUIRE(ring.save(folder / "ring"));
  CHECK(Keyring::open(folder / "ring", *passphrase));
  write(folder / "wrong", "incorrect horse battery\n");
  const auto wrong = PassphraseProvider::from_file(folder / "wrong", cheap);
  CHECK(fails_with(Keyring::open(folder / "ring", **wrong), Errc::wrong_key));
  write(folder / "right", "correct horse battery\n");
  const auto from_file = PassphraseProvider::from_file(folder / "right", cheap);
  CHECK(Keyring::open(folder / "ring", **from_file));
  CHECK(fails_with(PassphraseProvider::from_bytes(bytes_of("short")), Errc::config));
}

TEST_CASE("a destroyed term is gone from the file and the active one cannot be destroyed",
          "[keys]") {
  Folder folder;
  const auto provider = key_file(folder / "root");
  Keyring ring = new_ring(*provider);
  CHECK(fails_with(ring.destroy(KeyKind::db, 1), Errc::conflict));
  REQUIRE(ring.add_term(KeyKind::db, Time{2}));
  REQUIRE(ring.promote(KeyKind::db, 2));
  REQUIRE(ring.destroy(KeyKind::db, 1));
  REQUIRE(ring.save(folder / "ring"));
  const auto opened = Keyring::open(folder / "ring", *provider);
  REQUIRE(opened);
  CHECK(fails_with(opened->by_term(KeyKind::db, 1), Errc::not_found));
  CHECK(opened->terms(KeyKind::db)[0].key.empty());
}

TEST_CASE("a save that fails leaves the old keyring and its generation", "[keys]") {
  Folder folder;
  const auto provider = key_file(folder / "root");
  Keyring ring = new_ring(*provider);
  CHECK(fails_with(ring.save(folder / "absent/ring"), Errc::io));
  CHECK(ring.generation() == 0);
}

TEST_CASE("each fault of a key file has its own sentence", "[keys]") {
  Folder folder;
  REQUIRE(KeyFileProvider::create(folder / "good"));
  CHECK(fails_with(KeyFileProvider::create(folder / "good"), Errc::conflict));
  const std::string good = read(folder / "good");
  std::set<std::string> sentences;
  auto refused = [&](const char* name, Errc code) {
    const auto opened = KeyFileProvider::open(folder / name);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code() == code);
    sentences.insert(opened.error().what());
  };
  write(folder / "open", good, 0644);
  refused("open", Errc::config);
  fs::create_symlink(folder / "good", folder / "link");
  refused("link", Errc::config);
  write(folder / "empty", "");
  refused("empty", Errc::config);
  write(folder / "short", std::string_view(good).substr(1));
  refused("short", Errc::config);
  fs::create_directory(folder / "folder");
  refused("folder", Errc::config);
  refused("absent", Errc::io);
  std::string bad = good;
  bad[0] = 'X';
  write(folder / "armour", bad);
  refused("armour", Errc::malformed);
  bad = good;
  bad[30] = bad[30] == 'A' ? 'B' : 'A';
  write(folder / "damaged", bad);
  refused("damaged", Errc::integrity);
  bad[30] = '*';
  write(folder / "base64", bad);
  refused("base64", Errc::malformed);
  CHECK(sentences.size() == 9);
}

TEST_CASE("a key file that cannot be written whole leaves nothing of the key", "[keys]") {
  Folder folder;
  const int ended = lv::test::in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit few{40, 40}; // within the key
    if (::setrlimit(RLIMIT_FSIZE, &few) != 0) return 2;
    return fails_with(KeyFileProvider::create(folder / "root"), Errc::io) ? 0 : 1;
  });
  CHECK(ended == 0);
  CHECK(fs::is_empty(folder / ""));
}

TEST_CASE("a key file that another is making is left to it", "[keys]") {
  Folder folder;
  write(folder / "root.new", "half a key");
  const int other = ::open((folder / "root.new").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(::flock(other, LOCK_EX) == 0);
  CHECK(fails_with(KeyFileProvider::create(folder / "root"), Errc::locked));
  CHECK(read(folder / "root.new") == "half a key");
  CHECK_FALSE(fs::exists(folder / "root"));

  ::close(other); // it died: what it left is in nobody's way
  CHECK(KeyFileProvider::create(folder / "root"));
  CHECK(KeyFileProvider::open(folder / "root"));
  CHECK_FALSE(fs::exists(folder / "root.new"));
}

TEST_CASE("of several that make one key file one succeeds, and its key stays", "[keys]") {
  Folder folder;
  for (int round = 0; round < 100; ++round) {
    const auto path = folder / std::to_string(round).c_str();
    std::array<std::string, 4> made; // what each that succeeded found in the file
    std::barrier together(static_cast<std::ptrdiff_t>(made.size()));
    {
      std::vector<std::jthread> makers;
      for (auto& key : made) {
        makers.emplace_back([&path, &key, &together] {
          together.arrive_and_wait();
          if (KeyFileProvider::create(path)) key = read(path);
        });
      }
    }
    const auto kept = read(path);
    CHECK(KeyFileProvider::open(path));
    CHECK(std::count(made.begin(), made.end(), kept) == 1);
    CHECK(std::count(made.begin(), made.end(), std::string()) == 3);
  }
}

// A key of ones is a row of slashes in base64, for which libsodium takes bytes beyond ASCII.
TEST_CASE("a root key file with any one bit flipped is refused", "[keys]") {
  Folder folder;
  ByteArray<32> key;
  key.fill(0xff);
  const std::string_view armour = "LEADVAULT-ROOT-KEY-1 ";
  const Digest sum = crypto::sha256_pair(bytes_of(armour), key);
  ByteWriter payload;
  payload.raw(key);
  payload.raw(ByteView(sum).first(4));
  const std::string whole = std::string(armour) + to_base64(payload.take()) + '\n';
  write(folder / "root", whole);
  REQUIRE(KeyFileProvider::open(folder / "root"));
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    write(folder / "root", flipped);
    INFO("bit " << bit);
    CHECK(KeyFileProvider::open(folder / "root").has_error());
  }
}

TEST_CASE("tenant, index and lead keys open only where they belong", "[keys][P4]") {
  Folder folder;
  const auto provider = key_file(folder / "root");
  const auto ring = std::make_shared<const Keyring>(new_ring(*provider));
  TenantKeys keys(ring, 2);
  const auto ours = make_id<TenantTag>(), theirs = make_id<TenantTag>();
  const auto row = keys.make_tenant_key(ours, 1), other_row = keys.make_tenant_key(theirs, 1);
  REQUIRE(row);
  const auto tenant = keys.open_tenant_key(ours, 1, row->wrapped);
  const auto other = keys.open_tenant_key(theirs, 1, other_row->wrapped);
  REQUIRE(tenant);
  REQUIRE(other);
  CHECK(*keys.open_tenant_key(ours, 1, row->wrapped) == *tenant); // from the cache
  CHECK(fails_with(keys.open_tenant_key(theirs, 1, row->wrapped), Errc::wrong_key));
  CHECK(fails_with(keys.open_tenant_key(ours, 2, row->wrapped), Errc::wrong_key));

  const auto index = keys.make_index_key(ours, 3, 1);
  REQUIRE(index);
  CHECK(keys.open_index_key(ours, 3, 1, index->wrapped));
  CHECK(keys.cached() == 2);
  CHECK(fails_with(keys.open_index_key(ours, 4, 1, index->wrapped), Errc::wrong_key));
  CHECK(fails_with(keys.open_tenant_key(ours, 1, index->wrapped), Errc::wrong_key));

  const auto lead = make_id<LeadTag>();
  const auto made = keys.make_lead_key(**tenant, lead);
  REQUIRE(made);
  const auto opened = keys.open_lead_key(**tenant, lead, made->row.wrapped);
  REQUIRE(opened);
  CHECK(equal_constant_time(opened->reveal(), made->key.reveal()));
  CHECK(fails_with(keys.open_lead_key(**other, lead, made->row.wrapped), Errc::wrong_key));
  CHECK(fails_with(keys.open_lead_key(**tenant, make_id<LeadTag>(), made->row.wrapped),
                   Errc::wrong_key));
  keys.forget(ours);
  keys.forget(theirs);
  CHECK(keys.cached() == 0);
}

TEST_CASE("the repository's keys folder holds no real key", "[keys]") {
  const std::string forbidden[] = {"PRIVATE KEY-----", std::string("LEADVAULT-ROOT-KEY") + "-1 ",
                                   "AGE-SECRET-KEY-"};
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(LV_SOURCE_DIR "/keys")) {
    if (!entry.is_regular_file()) continue;
    ++files;
    INFO(entry.path().string());
    CHECK(entry.path().extension() != ".lvkey");
    CHECK(entry.path().extension() != ".pem");
    const std::string text = read(entry.path());
    CHECK_FALSE(text.starts_with("LVKEYRNG"));
    for (const auto& sign : forbidden) CHECK(text.find(sign) == std::string::npos);
  }
  CHECK(files >= 9);
}
