// Row seals (keys/FORMATS.md §4): keyed BLAKE2b-256 under the state key over the canonical bytes
// of a row, so that a row changed behind the vault's back is refused before policy sees it.
// Stateless, thread safe. Never says in which byte a row differs.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/crypto/field_blob.hpp"

#include <variant>

namespace lv::crypto {

inline constexpr std::string_view lead_row_label = "lv1/row";
inline constexpr std::string_view consents_label = "lv1/consents";

// A clear column: null, an integer or text/bytes (which may be empty). The views must outlive
// the call.
using ClearValue = std::variant<std::monostate, std::int64_t, ByteView>;
struct ClearColumn {
  std::uint16_t number = 0; // permanent, keys/FORMATS.md §4.1
  ClearValue value;
};

struct SealedField {
  std::uint16_t field = 0;
  BlobSeal seal;
};

struct LeadRowSealInput {
  TenantId tenant;
  LeadId lead;
  std::uint64_t row_version = 0;
  std::uint64_t position = 0;           // of the lead's last write in the log of record
  KeyId wrapped_key;                    // zero when the key is destroyed (tombstone)
  std::span<const ClearColumn> columns; // strictly ascending by number
  std::span<const SealedField> fields;  // strictly ascending by field
};

// The canonical bytes. Errors: invalid (a zero id, columns or fields not strictly ascending).
Result<Bytes> encode_lead_row(const LeadRowSealInput& input);

// BLAKE2b-256(state key, LP(label) ‖ LP(canonical)). `label` and `canonical` are not empty
// (a programming error otherwise).
Digest seal_record(const Secret& state_key, std::string_view label, ByteView canonical);
Digest row_seal(const Secret& state_key, ByteView canonical); // label "lv1/row"

// Constant time. Error: integrity.
Result<void> verify_record(const Secret& state_key, std::string_view label, ByteView canonical,
                           ByteView seal);
Result<void> verify_row_seal(const Secret& state_key, ByteView canonical, ByteView seal);

} // namespace lv::crypto
