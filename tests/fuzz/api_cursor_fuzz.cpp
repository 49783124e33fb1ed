// Any bytes as a cursor of a real vault: only what this vault sealed for this very list is read,
// before it expires, and with any bit or any part of its scope changed it is not.
#include "api/cursor.hpp"
#include "fuzz.hpp"

#include "leadvault/vault/open.hpp"

using namespace lv;
using namespace lv::api;
using lv::fuzz::demand;

namespace {

class FuzzedVault {
public:
  FuzzedVault() {
    auto pattern = (std::filesystem::temp_directory_path() / "lv-fuzz-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    (void)fuzz::key_of(ByteArray<1>{}); // opens the arena
    Violations findings;
    const auto policies = policy::load_policies(LV_SOURCE_DIR "/policies", findings).value();
    keys::KeyFileProvider::create(folder_ / "root.key").value();
    provider_ = keys::KeyFileProvider::open(folder_ / "root.key").value();
    vault::VaultOptions options;
    options.data = folder_ / "data";
    options.segment_bytes = 1 << 20;
    options.cache_kib = 1'024;
    const auto keep = [](const SecretText&) { return Result<void>(); };
    const auto alone = vault::hold_new_folder(options.data).value();
    vault::init_vault(alone, options, *provider_, policies, clock_, keep).value();
    opened_ = vault::OpenVault::open(options, *provider_, policies, clock_).value();
  }
  ~FuzzedVault() {
    opened_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  const vault::Vault& vault() { return opened_->vault(); }

private:
  SystemClock clock_;
  std::filesystem::path folder_;
  std::unique_ptr<keys::RootProvider> provider_;
  std::unique_ptr<vault::OpenVault> opened_;
};

const vault::Vault& opened_vault() {
  static FuzzedVault fuzzed;
  return fuzzed.vault();
}

constexpr Time now{1'800'000'000'000'000};
constexpr Time expired{now.us + limits::cursor_valid_us};

void refuse_elsewhere(const vault::Vault& vault, const CursorScope& scope, std::string_view text) {
  auto other = scope;
  other.tenant.bytes[0] ^= 1;
  demand(!read_cursor(vault, other, text, now), "a cursor is no other tenant's");
  other = scope;
  other.principal.bytes[0] ^= 1;
  demand(!read_cursor(vault, other, text, now), "a cursor is no other principal's");
  other = scope;
  other.route ^= 1;
  demand(!read_cursor(vault, other, text, now), "a cursor is of one route");
  other = scope;
  other.filter.push_back(0);
  demand(!read_cursor(vault, other, text, now), "a cursor is of one filter");
  other = scope;
  other.catalogue[0] ^= 1;
  demand(!read_cursor(vault, other, text, now), "a cursor ends with its catalogue");
  demand(!read_cursor(vault, scope, text, expired), "a cursor expires");
}

void make_given(const vault::Vault& vault, const CursorScope& scope, std::uint64_t place) {
  const auto text = make_cursor(vault, scope, place, now).value();
  const auto read = read_cursor(vault, scope, text, now);
  demand(place == 0 ? !read : read && *read == place, "a cursor leads back to its place");
  refuse_elsewhere(vault, scope, text);
  const auto sealed = from_base64url(text).value();
  demand(!read_cursor(vault, scope, to_base64url(fuzz::flipped(sealed, place)), now),
         "no bit of a cursor can be changed");
}

void decode_given(ByteView bytes) {
  const auto place = decode_cursor(bytes, now);
  if (!place) return;
  ByteReader tail(bytes.subspan(9));
  const Time expires_at{tail.i64().value()};
  demand(expires_at.us > now.us, "an expired cursor is refused");
  demand(fuzz::same(encode_cursor({*place, expires_at}), bytes), "a cursor has one encoding only");
}

} // namespace

// Opening a vault takes its time on a busy machine, which is not that of the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  (void)opened_vault();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto& vault = opened_vault();
  fuzz::Input in(data, size);
  CursorScope scope;
  scope.route = in.u16();
  const auto place = in.u64();
  scope.filter.assign(in.rest().begin(), in.rest().end());
  make_given(vault, scope, place);
  decode_given({data, size});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  demand(!read_cursor(vault, scope, text, now), "what this vault did not seal is no cursor");
  if (const auto bytes = from_base64url(text))
    demand(to_base64url(*bytes) == text, "bytes have one base64url text only");
  return 0;
}
