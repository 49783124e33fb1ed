#include "leadvault/crypto/token.hpp"

#include "leadvault/crypto/hash.hpp"

#include <algorithm>

namespace lv::crypto {

namespace {

constexpr std::string_view prefix = "lvk_";
constexpr std::size_t id_chars = 26;
constexpr std::size_t secret_chars = 43; // 62^43 > 2^256
constexpr std::size_t crc_chars = 6;     // 62^6 > 2^32
constexpr std::string_view digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// Fixed-width base 62 of a big-endian number, which is zero afterwards.
template <std::size_t Chars>
void put_base62(SecretString& out, std::span<std::uint8_t> number) {
  char text[Chars];
  for (std::size_t i = Chars; i-- > 0;) {
    unsigned rest = 0;
    for (std::uint8_t& byte : number) {
      rest = (rest << 8) | byte;
      byte = static_cast<std::uint8_t>(rest / 62);
      rest %= 62;
    }
    text[i] = digits[rest];
  }
  out.append(text, Chars);
  wipe({reinterpret_cast<std::uint8_t*>(text), Chars});
}

constexpr std::uint8_t no_digit = 0xff;
constexpr auto digit_values = [] {
  ByteArray<256> values{};
  values.fill(no_digit);
  for (std::size_t i = 0; i < digits.size(); ++i)
    values[static_cast<std::uint8_t>(digits[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

// A 256-bit number in eight digits of 2^32, the lowest first. Wipes itself.
class Number {
public:
  ~Number() { wipe({reinterpret_cast<std::uint8_t*>(limbs_.data()), sizeof limbs_}); }

  bool multiply_add(std::uint32_t factor, std::uint32_t addend) { // false: it does not fit
    std::uint64_t carry = addend;
    for (auto& limb : limbs_) {
      carry += std::uint64_t{limb} * factor;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    return carry == 0;
  }

  void write(std::span<std::uint8_t, 32> big_endian) const {
    for (std::size_t i = 0; i < big_endian.size(); ++i)
      big_endian[31 - i] = static_cast<std::uint8_t>(limbs_[i / 4] >> (8 * (i % 4)));
  }

private:
  std::array<std::uint32_t, 8> limbs_{};
};

// False for a foreign character or a number that does not fit. Five characters at a time: 62^5 is
// below 2^32.
bool take_base62(std::string_view text, std::span<std::uint8_t, 32> out) {
  Number number;
  while (!text.empty()) {
    std::uint32_t value = 0;
    std::uint32_t factor = 1;
    for (const char c : text.substr(0, 5)) {
      const auto digit = digit_values[static_cast<std::uint8_t>(c)];
      if (digit == no_digit) return false;
      value = value * 62 + digit;
      factor *= 62;
    }
    if (!number.multiply_add(factor, value)) return false;
    text.remove_prefix(std::min<std::size_t>(5, text.size()));
  }
  number.write(out);
  return true;
}

SecretString checksum(std::string_view text) {
  const std::uint32_t crc = crc32(bytes_of(text));
  ByteArray<4> number;
  for (std::size_t i = 0; i < 4; ++i) number[i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
  SecretString out;
  put_base62<crc_chars>(out, number);
  return out;
}

Error refused() { return LV_FAIL(malformed, "this is not a Leadvault API key"); }

} // namespace

ApiKey make_api_key(CredentialId credential) { return {credential, Secret::random(32)}; }

SecretString encode_api_key(const ApiKey& key) {
  SecretString out(prefix);
  out.reserve(api_key_text_bytes);
  out += std::string_view(to_text(key.credential)).substr(sizeof("cred_") - 1);
  out += '_';
  Secret number = key.secret.duplicate();
  put_base62<secret_chars>(out, number.writable());
  out += checksum(out);
  return out;
}

Result<ApiKey> parse_api_key(std::string_view text) {
  if (text.size() != api_key_text_bytes || !text.starts_with(prefix)) return refused();
  const std::string_view body = text.substr(0, text.size() - crc_chars);
  if (std::string_view(checksum(body)) != text.substr(body.size())) return refused();
  if (text[prefix.size() + id_chars] != '_') return refused();
  const std::string id = "cred_" + std::string(text.substr(prefix.size(), id_chars));
  const auto credential = parse_id<CredentialTag>(id);
  if (!credential) return refused();
  ApiKey out{*credential, Secret::uninitialised(32)};
  const auto secret = body.substr(prefix.size() + id_chars + 1);
  if (!take_base62(secret, out.secret.writable().first<32>())) return refused();
  return out;
}

Digest api_key_hash(const Secret& token_key, const ApiKey& key) {
  ByteWriter message;
  message.reserve(96);
  message.lp("lv1/api-key");
  message.lp(key.credential.view());
  message.lp(key.secret.reveal());
  const Digest out = keyed_blake2b_256(token_key, message.view());
  Bytes plain = message.take();
  wipe(plain);
  return out;
}

bool api_key_matches(const Secret& token_key, const ApiKey& key, ByteView stored_hash) {
  const Digest hash = api_key_hash(token_key, key);
  return stored_hash.size() == hash.size() && equal_constant_time(hash, stored_hash);
}

} // namespace lv::crypto
