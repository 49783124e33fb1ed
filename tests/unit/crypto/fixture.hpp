// Small helpers of the crypto tests: ids and keys that are visibly different.
#pragma once

#include "support/catch.hpp"

#include "leadvault/base/id.hpp"
#include "leadvault/base/secret.hpp"
#include "leadvault/crypto/field_blob.hpp"

namespace lv::crypto::test {

template <class AnyId>
AnyId id(std::uint8_t fill) {
  AnyId out;
  out.bytes.fill(fill);
  return out;
}

inline Secret key(std::uint8_t fill) { return Secret::copy_of(Bytes(32, fill)); }

inline LeadContext a_lead() { return {id<InstallationId>(1), id<TenantId>(2), id<LeadId>(3)}; }
inline constexpr FieldPlace email{4, 5};

template <class T>
bool fails_with(const Result<T>& result, Errc code) {
  return !result && result.error().code() == code;
}

} // namespace lv::crypto::test
