// Postings: which stretch of the log holds an entry about something. A posting is one number, the
// hash of what is looked for above the number of the granule, so sorting puts a thing's granules
// together and in order. Pure functions.
// Two things may share a hash: whoever follows a posting looks at the entries themselves.
#pragma once

#include "leadvault/audit/entry.hpp"

namespace lv::audit {

using Posting = std::uint64_t;
using PostingKey = std::uint32_t; // 31 bits: a posting stays a positive number of SQL

enum class Attribute : std::uint8_t { tenant, lead, principal, credential, kind, action };

inline Posting posting_of(PostingKey key, std::uint32_t granule) {
  return (Posting{key} << 32) | granule;
}
inline PostingKey key_of(Posting posting) { return static_cast<PostingKey>(posting >> 32); }
inline std::uint32_t granule_of(Posting posting) { return static_cast<std::uint32_t>(posting); }

// Hashes with a random salt of the database: callers choose some of the ids that a denial names,
// and must not be able to choose ones that fall together.
class PostingKeys {
public:
  explicit PostingKeys(std::uint64_t salt = 0) : salt_(salt) {}

  // What a tenant's keys begin with.
  std::uint64_t of(TenantId tenant) const;

private:
  std::uint64_t salt_;
};

PostingKey key_of(std::uint64_t tenant, Attribute attribute, const ByteArray<16>& value);
PostingKey key_of(std::uint64_t tenant, Attribute attribute, std::uint16_t number);

// Postings that stand in the order of their granules.
void sort_by_key(std::vector<Posting>& postings);

Bytes encode_postings(std::span<const Posting> postings);
Result<std::vector<Posting>> decode_postings(ByteView bytes); // integrity: not sorted, a broken one

} // namespace lv::audit
