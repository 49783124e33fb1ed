#include "keys/root_slot.hpp"
#include "keys/secret_file.hpp"

#include "leadvault/base/random.hpp"
#include "leadvault/keys/provider.hpp"

namespace lv::keys {

namespace {

constexpr std::size_t passphrase_bytes_min = 12;
constexpr std::size_t passphrase_bytes_max = 1024;
constexpr std::uint8_t slot_version = 1;
constexpr std::uint8_t argon2id_v13 = 1;

// u8 version ‖ u8 algorithm ‖ u32 passes ‖ u32 memory KiB ‖ 16 B salt
Bytes encode(const crypto::Argon2Params& params) {
  ByteWriter out;
  out.u8(slot_version);
  out.u8(argon2id_v13);
  out.u32(params.passes);
  out.u32(params.memory_kib);
  out.raw(params.salt);
  return out.take();
}

Result<crypto::Argon2Params> parse(ByteReader& in) {
  LV_TRY(version, in.u8());
  LV_TRY(algorithm, in.u8());
  if (version != slot_version || algorithm != argon2id_v13) {
    return LV_FAIL(unknown_version, "a passphrase slot has an unknown version or algorithm");
  }
  crypto::Argon2Params params;
  LV_TRY(passes, in.u32());
  LV_TRY(memory_kib, in.u32());
  LV_TRY(salt, in.array<16>());
  params.passes = passes;
  params.memory_kib = memory_kib;
  params.salt = salt;
  return params;
}

} // namespace

PassphraseProvider::PassphraseProvider(SecretBytes passphrase, PassphraseCost cost)
    : passphrase_(std::move(passphrase)), cost_(cost) {}

Result<std::unique_ptr<PassphraseProvider>> PassphraseProvider::from_bytes(ByteView passphrase,
                                                                           PassphraseCost cost) {
  if (passphrase.size() < passphrase_bytes_min) {
    return LV_FAIL(config, "the passphrase is shorter than 12 bytes");
  }
  if (passphrase.size() > passphrase_bytes_max) {
    return LV_FAIL(config, "the passphrase is longer than 1,024 bytes");
  }
  SecretBytes own(passphrase.begin(), passphrase.end());
  return std::unique_ptr<PassphraseProvider>(new PassphraseProvider(std::move(own), cost));
}

namespace {

ByteView without_newline(const SecretBytes& text) {
  ByteView view(text);
  if (!view.empty() && view.back() == '\n') view = view.first(view.size() - 1);
  return view;
}

} // namespace

Result<std::unique_ptr<PassphraseProvider>>
PassphraseProvider::from_descriptor(int descriptor, PassphraseCost cost) {
  LV_TRY(text, read_secret_descriptor(descriptor, passphrase_bytes_max + 1));
  return from_bytes(without_newline(text), cost);
}

Result<std::unique_ptr<PassphraseProvider>>
PassphraseProvider::from_file(const std::filesystem::path& path, PassphraseCost cost) {
  LV_TRY(text, read_secret_file(path, passphrase_bytes_max + 1));
  return from_bytes(without_newline(text), cost);
}

Result<Bytes> PassphraseProvider::seal_root(const Secret& root, InstallationId installation) {
  crypto::Argon2Params params;
  params.passes = cost_.passes;
  params.memory_kib = cost_.memory_kib;
  kernel_random_bytes(params.salt);
  LV_TRY(key, crypto::argon2id(passphrase_, params));
  Bytes slot = encode(params);
  LV_TRY(sealed, seal_root_under(key, root, installation, slot));
  slot.insert(slot.end(), sealed.begin(), sealed.end());
  return slot;
}

Result<Secret> PassphraseProvider::unseal_root(ByteView slot, InstallationId installation) {
  ByteReader in(slot);
  LV_TRY(params, parse(in));
  // The bounds are checked before a byte of memory is asked for: the slot may be hostile.
  LV_TRY(key, crypto::argon2id(passphrase_, params));
  LV_TRY(sealed, in.raw(in.remaining()));
  return unseal_root_under(key, sealed, installation, encode(params));
}

} // namespace lv::keys
