// Field blob v1 (keys/FORMATS.md §3): one personal value, sealed on its own under the lead's key.
// Opens only as the installation, tenant, lead, field and version it was sealed for.
// A FieldCipher is used by one thread at a time and keeps the key's expanded form until it ends.
// Never takes a nonce from its caller, never returns unchecked plaintext.
#pragma once

#include "leadvault/base/id.hpp"
#include "leadvault/base/json.hpp"

#include <memory>

namespace lv::crypto {

inline constexpr std::size_t field_blob_overhead = 1 + 1 + 8 + 12 + 16; // without the padded value

struct LeadContext {
  InstallationId installation;
  TenantId tenant;
  LeadId lead;
};

struct FieldPlace {
  std::uint16_t field = 0;          // permanent number of the catalogue
  std::uint64_t sealed_version = 0; // row version at which this field was sealed
};

struct OpenedField {
  std::uint8_t type = 0;
  SecretText value; // bytes, not always text
};

// Where an opened value stands in a text of several.
struct OpenedPlace {
  std::uint8_t type = 0;
  std::size_t at = 0;
  std::size_t size = 0;
};

// What the row seal covers of a blob.
struct BlobSeal {
  std::uint64_t sealed_version = 0;
  ByteArray<16> tag{};
};

// Seals and opens the fields of one lead; the key is expanded once for all of them.
class FieldCipher {
public:
  // The key has 32 bytes and no id is zero; else every call fails as invalid.
  FieldCipher(Secret lead_key, const LeadContext& lead);
  ~FieldCipher();
  FieldCipher(FieldCipher&&) noexcept;

  // `value` has at most limits::field_value_bytes_max bytes and may be empty; `type` is the
  // catalogue's number of the value type. Errors: invalid (a number out of range), too_large.
  Result<Bytes> seal(const FieldPlace& place, std::uint8_t type, ByteView value);

  // Errors: unknown_version before any key work, integrity for everything that does not verify.
  Result<OpenedField> open(const FieldPlace& place, ByteView blob);
  // The same, behind what stands in `out` already; that is left as it is on an error.
  Result<OpenedPlace> open_onto(const FieldPlace& place, ByteView blob, SecretText& out);

private:
  friend struct WithNonce; // with_nonce.hpp
  Result<void> open_padded(const FieldPlace& place, ByteView blob, SecretText& out);
  struct Lead;
  std::unique_ptr<Lead> lead_;
};

// No key work: authentic only after the row's seal is verified.
Result<BlobSeal> blob_seal(ByteView blob);

} // namespace lv::crypto
