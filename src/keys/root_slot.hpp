// What all providers share: the root sealed under a provider's own key, bound to the installation.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::keys {

Result<Bytes> seal_root_under(const Secret& provider_key, const Secret& root,
                              InstallationId installation, ByteView parameters);
Result<Secret> unseal_root_under(const Secret& provider_key, ByteView sealed,
                                 InstallationId installation, ByteView parameters);

} // namespace lv::keys
