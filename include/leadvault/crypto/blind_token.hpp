// Blind token (keys/FORMATS.md §5): what an index stores instead of a normalised value, so that
// equal values of one tenant and index meet and nothing else can be learnt without the index key.
// Stateless, thread safe. Never sees a value that is not normalised: that is the caller's duty.
#pragma once

#include "leadvault/base/bytes.hpp"
#include "leadvault/base/secret.hpp"

namespace lv::crypto {

struct BlindIndex {
  std::uint16_t index = 0;      // permanent number of the catalogue
  std::uint16_t normaliser = 0; // version of the normaliser that made the value
  std::uint16_t bits = 128;     // token length of the catalogue: 32 to 256, a multiple of 8
};

// Errors: invalid (a number 0, a length out of range, an empty value).
Result<Bytes> blind_token(const Secret& index_key, const BlindIndex& index, ByteView normalised);

} // namespace lv::crypto
