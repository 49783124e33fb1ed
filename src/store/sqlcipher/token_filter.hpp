// TokenFilter: says of a page that it has no record of a token, or that it should be read: about
// one in 300 such answers is wrong (a Bloom filter: 14 bits a record, 4 of them set). Plain value.
#pragma once

#include "token_record.hpp"

namespace lv::store {

class TokenFilter {
public:
  TokenFilter() = default;
  explicit TokenFilter(const TokenRecords& records)
      : words_((records.size() * bits_per_record + 63) / 64) {
    for (const auto& record : records)
      for_each_bit(record, [this](std::size_t word, std::uint64_t mask) {
        words_[word] |= mask;
        return true;
      });
  }

  bool may_have(const TokenRecord& sought) const {
    bool all = !words_.empty();
    if (all)
      for_each_bit(sought, [&](std::size_t word, std::uint64_t mask) {
        return all = (words_[word] & mask) != 0;
      });
    return all;
  }
  bool empty() const { return words_.empty(); } // as of a page without records

  Bytes packed() const {
    ByteWriter out;
    out.reserve(words_.size() * sizeof(std::uint64_t));
    for (const auto word : words_) out.u64(word);
    return out.take();
  }
  static Result<TokenFilter> unpack(ByteView packed) {
    if (packed.size() % sizeof(std::uint64_t) != 0)
      return LV_FAIL(integrity, "a filter of the token index is malformed");
    TokenFilter filter;
    for (ByteReader in(packed); in.remaining() > 0;) {
      LV_TRY(word, in.u64());
      filter.words_.push_back(word);
    }
    return filter;
  }

  static constexpr std::size_t bytes_max(std::size_t records) {
    return (records * bits_per_record + 63) / 64 * sizeof(std::uint64_t);
  }

private:
  static constexpr std::size_t bits_per_record = 14;

  // A token is a keyed hash, and neighbours in a page share its head: the product spreads its tail.
  template <class Visit>
  void for_each_bit(const TokenRecord& record, Visit visit) const {
    std::uint64_t hash = record.token_word() * 0x9e3779b97f4a7c15ULL;
    for (int i = 0; i < 4; ++i, hash >>= 16) {
      const auto bit = static_cast<std::size_t>((hash & 0xffff) * (words_.size() * 64) >> 16);
      if (!visit(bit / 64, std::uint64_t{1} << (bit % 64))) return;
    }
  }

  std::vector<std::uint64_t> words_;
};

} // namespace lv::store
