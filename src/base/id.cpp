#include "leadvault/base/id.hpp"

#include "base/uuid_state.hpp"

#include "leadvault/base/random.hpp"
#include "leadvault/base/time.hpp"

#include <algorithm>
#include <atomic>

namespace lv {

namespace {

constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t prefix_chars_max = 63;

constexpr std::uint8_t no_digit = 0xff;
constexpr auto digit_values = [] {
  ByteArray<256> values{};
  values.fill(no_digit);
  for (std::size_t i = 0; i + 1 < sizeof alphabet; ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

// 128 bits: the text is this number in base 32.
struct Number {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

Number number_of(const ByteArray<16>& bytes) {
  Number number;
  for (std::size_t i = 0; i < 8; ++i) {
    number.high = number.high << 8 | bytes[i];
    number.low = number.low << 8 | bytes[8 + i];
  }
  return number;
}

ByteArray<16> bytes_of(const Number& number) {
  ByteArray<16> bytes;
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(number.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(number.low >> (56 - 8 * i));
  }
  return bytes;
}

// The lowest five bits last; those that find no place are left out.
void write_digits(std::span<char> out, std::uint64_t bits) {
  for (std::size_t i = out.size(); i-- > 0; bits >>= 5) out[i] = alphabet[bits & 31U];
}

// TypeID specification 0.3: [a-z]([a-z_]*[a-z])?, at most 63 characters, or nothing.
bool prefix_valid(std::string_view prefix) {
  if (prefix.empty()) return true;
  if (prefix.size() > prefix_chars_max || prefix.front() == '_' || prefix.back() == '_')
    return false;
  return std::all_of(prefix.begin(), prefix.end(),
                     [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

// Process-wide because the promise is: ids are monotonic within the process.
std::atomic<std::uint64_t> uuid_state{0};

} // namespace

// RFC 9562 §5.7: unix_ts_ms (48) ver (4) rand_a (12) var (2) rand_b (62).
ByteArray<16> make_uuid_v7() {
  ByteArray<10> random;
  random_bytes(random);
  const auto now_ms = static_cast<std::uint64_t>(SystemClock().now().us / 1000);
  const auto seed = static_cast<std::uint16_t>(random[8] << 8 | random[9]);
  std::uint64_t last = uuid_state.load(std::memory_order_relaxed);
  std::uint64_t state = next_uuid_state(last, now_ms, seed);
  while (!uuid_state.compare_exchange_weak(last, state, std::memory_order_relaxed))
    state = next_uuid_state(last, now_ms, seed);

  ByteArray<16> out;
  for (std::size_t i = 0; i < 6; ++i) out[i] = static_cast<std::uint8_t>(state >> (52 - 8 * i));
  out[6] = static_cast<std::uint8_t>(0x70 | ((state >> 8) & 0x0f));
  out[7] = static_cast<std::uint8_t>(state);
  std::copy_n(random.begin(), 8, out.begin() + 8);
  out[8] = static_cast<std::uint8_t>((out[8] & 0x3f) | 0x80);
  return out;
}

// 130 bits for 128, so the first character carries only three; piece by piece, 60 bits each.
void typeid_suffix(std::span<char, typeid_suffix_chars> out, const ByteArray<16>& bytes) {
  const auto number = number_of(bytes);
  write_digits(out.first(2), number.high >> 56);
  write_digits(out.subspan(2, 12), number.high << 4 | number.low >> 60);
  write_digits(out.last(12), number.low);
}

std::string typeid_text(std::string_view prefix, const ByteArray<16>& bytes) {
  std::string out;
  out.reserve(prefix.size() + 1 + typeid_suffix_chars);
  out = prefix;
  if (!prefix.empty()) out += '_';
  out.resize(out.size() + typeid_suffix_chars);
  typeid_suffix(std::span(out).last<typeid_suffix_chars>(), bytes);
  return out;
}

Result<ByteArray<16>> typeid_parse(std::string_view prefix, std::string_view text) {
  if (!prefix_valid(prefix)) return LV_FAIL(malformed, "not a valid TypeID prefix");
  if (!prefix.empty()) {
    if (!text.starts_with(prefix) || text.size() <= prefix.size() || text[prefix.size()] != '_')
      return LV_FAIL(malformed, "the id has another prefix");
    text.remove_prefix(prefix.size() + 1);
  }
  if (text.size() != typeid_suffix_chars) return LV_FAIL(malformed, "the id has a wrong length");
  if (text.front() > '7') return LV_FAIL(malformed, "the id exceeds 128 bits");
  Number number;
  for (const char c : text) {
    const std::uint8_t digit = digit_values[static_cast<unsigned char>(c)];
    if (digit == no_digit) return LV_FAIL(malformed, "not a base32 character");
    number.high = number.high << 5 | number.low >> 59;
    number.low = number.low << 5 | digit;
  }
  return bytes_of(number);
}

} // namespace lv
