// Field blob v1 (keys/FORMATS.md §3): one personal value, sealed on its own under the lead's key.
// Opens only as the installation, tenant, lead, field and version it was sealed for.
// Stateless, thread safe. Never takes a nonce from its caller, never returns unchecked plaintext.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

inline constexpr std::size_t field_blob_overhead = 1 + 1 + 8 + 24 + 16; // without the padded value

struct FieldContext {
  InstallationId installation;
  TenantId tenant;
  LeadId lead;
  std::uint16_t field = 0;          // permanent number of the catalogue
  std::uint64_t sealed_version = 0; // row version at which this field was sealed
};

struct OpenedField {
  std::uint8_t type = 0;
  SecretBytes value;
};

using BlobTag = ByteArray<16>;

// `value` has at most limits::field_value_bytes_max bytes and may be empty; `type` is the
// catalogue's number of the value type. Errors: invalid (a zero id or number), too_large.
Result<Bytes> seal_field(const Secret& lead_key, const FieldContext& context, std::uint8_t type,
                         ByteView value);

// Errors: unknown_version before any key work, integrity for everything that does not verify.
Result<OpenedField> open_field(const Secret& lead_key, const FieldContext& context, ByteView blob);

// What the row seal covers of a blob. No key work: authentic only after the seal is verified.
Result<BlobTag> blob_tag(ByteView blob);
Result<std::uint64_t> blob_sealed_version(ByteView blob);

} // namespace lv::crypto
