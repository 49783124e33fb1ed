// Any text as an API key: the one that parses is the one text of its id and secret; a text with a
// right checksum is refused or canonical; a key that was made parses as itself, and with any
// character changed not at all.
#include "fuzz.hpp"

#include "leadvault/crypto/hash.hpp"
#include "leadvault/crypto/token.hpp"

using namespace lv;
using namespace lv::crypto;
using lv::fuzz::demand;

namespace {

std::string with_checksum(std::string body) {
  constexpr std::string_view digits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::uint32_t rest = crc32(bytes_of(body));
  std::string sum(6, '0');
  for (std::size_t i = sum.size(); i-- > 0; rest /= 62) sum[i] = digits[rest % 62];
  return body + sum;
}

void parse_given(std::string_view text) {
  const auto key = parse_api_key(text);
  if (key) demand(encode_api_key(*key) == text, "an API key has one text only");
}

void encode_given(fuzz::Input in) {
  const ApiKey key{CredentialId{in.array<16>()}, fuzz::key_of(in.array<32>())};
  const auto text = encode_api_key(key);
  const auto back = parse_api_key(text);
  demand(back && back->credential == key.credential &&
             equal_constant_time(back->secret.reveal(), key.secret.reveal()),
         "a key that was made parses as itself");
  auto mistyped = text;
  mistyped[in.u8() % text.size()] ^= static_cast<char>(1 + in.u8() % 127);
  demand(!parse_api_key(mistyped), "a mistyped character is noticed");
  const auto stored = fuzz::key_of(in.array<32>());
  demand(api_key_matches(stored, *back, api_key_hash(stored, key)), "a key matches its own hash");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  encode_given(fuzz::Input(data, size));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  parse_given(text);
  parse_given(with_checksum(std::string(text.substr(0, api_key_text_bytes - 6))));
  return 0;
}
