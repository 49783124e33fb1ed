// Receipt: proof to our own code that a permit stands in the log, durable. Only AuditLog makes one,
// and only from that permit. vault opens a field with both and compares their digests.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/position.hpp"
#include "leadvault/policy/permit.hpp"

#include <optional>

namespace lv::audit {

// Where an entry came to stand.
struct Logged {
  EntryId entry;
  Position position;
  LogId log;
  Digest leaf{};
  std::uint64_t index = 0; // in its tenant's Merkle tree
};

// The Leadvault-Audit header: v=1; log="…"; entry=…; leaf=…; index=… (RFC 9651 dictionary).
std::string header_value(const Logged& logged);

class Receipt {
public:
  bool covers(const policy::Permit& permit) const { return permit_ == permit.digest(); }
  const Logged& logged() const { return logged_; }

private:
  friend class AuditLog;
  Receipt(const Digest& permit, const Logged& logged) : permit_(permit), logged_(logged) {}
  Digest permit_;
  Logged logged_;
};

} // namespace lv::audit
