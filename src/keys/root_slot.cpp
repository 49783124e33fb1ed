#include "keys/root_slot.hpp"

#include "leadvault/crypto/sealed_blob.hpp"

namespace lv::keys {

namespace {

constexpr std::string_view label = "lv1/root";
constexpr std::uint32_t provider_term = 1; // a provider has one key

Bytes binding(InstallationId installation, ByteView parameters) {
  ByteWriter out;
  out.lp(installation.view());
  out.raw(parameters);
  return out.take();
}

} // namespace

Result<Bytes> seal_root_under(const Secret& provider_key, const Secret& root,
                              InstallationId installation, ByteView parameters) {
  return crypto::seal_blob(provider_key, provider_term, label, binding(installation, parameters),
                           root.reveal());
}

Result<Secret> unseal_root_under(const Secret& provider_key, ByteView sealed,
                                 InstallationId installation, ByteView parameters) {
  LV_TRY(root, crypto::open_blob(provider_key, label, binding(installation, parameters), sealed));
  if (root.size() != 32) return LV_FAIL(integrity, "the keyring's root must have 32 bytes");
  return Secret::copy_of(root);
}

} // namespace lv::keys
