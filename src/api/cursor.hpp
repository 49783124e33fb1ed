// Cursors: where a list stopped, sealed so that only the same caller can go on with the same list.
// The text is opaque; anything that does not open is cursor_invalid, whatever the reason.
#pragma once

#include "leadvault/vault/vault.hpp"

namespace lv::api {

// What a cursor is bound to.
struct CursorScope {
  TenantId tenant;
  PrincipalId principal;
  std::uint16_t route = 0;
  Bytes filter; // canonical bytes of every parameter that shapes the list
  Digest catalogue{};
};

struct CursorState {
  std::uint64_t place = 0; // never 0
  Time expires_at;
};

Bytes cursor_aad(const CursorScope& scope);
Bytes encode_cursor(const CursorState& state);
Result<std::uint64_t> decode_cursor(ByteView plaintext, Time now);

Result<std::string> make_cursor(const vault::Vault& vault, const CursorScope& scope,
                                std::uint64_t place, Time now);
Result<std::uint64_t> read_cursor(const vault::Vault& vault, const CursorScope& scope,
                                  std::string_view text, Time now);

} // namespace lv::api
