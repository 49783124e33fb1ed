#include "api/cursor.hpp"

namespace lv::api {
namespace {

constexpr std::uint8_t cursor_format = 1;
constexpr std::size_t cursor_text_bytes_max = 1'024;

Error refused() { return LV_FAIL(cursor_invalid, "this cursor does not belong to this list"); }

} // namespace

Bytes cursor_aad(const CursorScope& scope) {
  ByteWriter out;
  out.lp("lv1/cursor");
  out.raw(scope.tenant.view());
  out.raw(scope.principal.view());
  out.u16(scope.route);
  out.lp(ByteView(scope.filter));
  out.raw(scope.catalogue);
  return out.take();
}

Bytes encode_cursor(const CursorState& state) {
  ByteWriter out;
  out.u8(cursor_format);
  out.u64(state.place);
  out.i64(state.expires_at.us);
  return out.take();
}

Result<std::uint64_t> decode_cursor(ByteView plaintext, Time now) {
  ByteReader in(plaintext);
  auto format = in.u8();
  auto place = in.u64();
  auto expires = in.i64();
  if (!format || !place || !expires || !in.done()) return refused();
  if (*format != cursor_format || *place == 0 || *expires <= now.us) return refused();
  return *place;
}

Result<std::string> make_cursor(const vault::Vault& vault, const CursorScope& scope,
                                std::uint64_t place, Time now) {
  const auto plain = encode_cursor({place, Time{now.us + limits::cursor_valid_us}});
  LV_TRY(sealed, vault.seal_cursor(cursor_aad(scope), plain));
  return to_base64url(sealed);
}

Result<std::uint64_t> read_cursor(const vault::Vault& vault, const CursorScope& scope,
                                  std::string_view text, Time now) {
  if (text.size() > cursor_text_bytes_max) return refused();
  const auto sealed = from_base64url(text);
  if (!sealed) return refused();
  const auto plain = vault.open_cursor(cursor_aad(scope), *sealed);
  if (!plain) return refused();
  return decode_cursor(*plain, now);
}

} // namespace lv::api
