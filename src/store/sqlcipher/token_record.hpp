// TokenRecord: what the token index keeps of one token of one lead. It says where to look, no more:
// every hit is confirmed by the tokens in the lead's own row, which hold the whole token.
// Plain value; its order is the order of its bytes, so that one token's leads stand together.
#pragma once

#include "leadvault/store/rows.hpp"

#include <algorithm>
#include <bit>
#include <compare>
#include <cstring>

namespace lv::store {

struct TokenRecord {
  static constexpr std::size_t token_at = 2; // behind the u16 index
  static constexpr std::size_t lead_at = 10; // behind the token's first 8 bytes

  ByteArray<lead_at + 16> bytes{};

  static TokenRecord of(std::uint16_t index, ByteView token, LeadId lead) {
    TokenRecord record;
    record.bytes[0] = static_cast<std::uint8_t>(index >> 8);
    record.bytes[1] = static_cast<std::uint8_t>(index);
    const auto kept = std::min(token.size(), lead_at - token_at);
    std::copy_n(token.begin(), kept, record.bytes.begin() + token_at);
    std::copy(lead.bytes.begin(), lead.bytes.end(), record.bytes.begin() + lead_at);
    return record;
  }

  LeadId lead() const {
    LeadId lead;
    std::copy_n(bytes.begin() + lead_at, lead.bytes.size(), lead.bytes.begin());
    return lead;
  }
  bool same_token(const TokenRecord& other) const {
    return std::memcmp(bytes.data(), other.bytes.data(), lead_at) == 0;
  }
  std::uint64_t token_word() const { return word_at(token_at); }

  friend bool operator==(const TokenRecord& a, const TokenRecord& b) { return a.bytes == b.bytes; }
  friend std::strong_ordering operator<=>(const TokenRecord& a, const TokenRecord& b) {
    for (const std::size_t at : {std::size_t{0}, std::size_t{8}}) // nearly always decides
      if (a.word_at(at) != b.word_at(at)) return a.word_at(at) <=> b.word_at(at);
    return std::memcmp(a.bytes.data(), b.bytes.data(), sizeof a.bytes) <=> 0;
  }

private:
  std::uint64_t word_at(std::size_t at) const { // in the order of bytes
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
    return word;
  }
};

using TokenRecords = std::vector<TokenRecord>; // of a page: ascending, without repeats

} // namespace lv::store
