// The mark of a lead, which belongs to its tenant: whoever asks for another tenant's lead meets no
// mark and learns nothing (P9). Pure function; thread safe.
#pragma once

#include "leadvault/audit/log.hpp"
#include "leadvault/crypto/hash.hpp"

#include <algorithm>

namespace lv::audit {

// The first 16 bytes of SHA-256(tenant ‖ lead).
inline ObjectKey lead_key(TenantId tenant, LeadId lead) {
  const Digest digest = crypto::sha256_pair(tenant.view(), lead.view());
  ObjectKey key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

} // namespace lv::audit
