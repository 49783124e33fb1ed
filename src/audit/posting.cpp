#include "audit/posting.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

std::uint64_t load(const std::uint8_t* bytes) {
  std::uint64_t out = 0;
  for (int i = 0; i < 8; ++i) out = (out << 8) | bytes[i];
  return out;
}

// The finaliser of MurmurHash3: a bijection in which every bit moves every other.
std::uint64_t scatter(std::uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

PostingKey mix(std::uint64_t tenant, Attribute attribute, std::uint64_t high, std::uint64_t low) {
  const std::uint64_t start = scatter(tenant + static_cast<std::uint64_t>(attribute));
  return static_cast<PostingKey>(scatter(scatter(start ^ high) ^ low) >> 33);
}

} // namespace

std::uint64_t PostingKeys::of(TenantId tenant) const {
  return scatter(scatter(salt_ ^ load(tenant.bytes.data())) ^ load(&tenant.bytes[8]));
}

PostingKey key_of(std::uint64_t tenant, Attribute attribute, const ByteArray<16>& value) {
  return mix(tenant, attribute, load(value.data()), load(&value[8]));
}

PostingKey key_of(std::uint64_t tenant, Attribute attribute, std::uint16_t number) {
  return mix(tenant, attribute, 0, number);
}

// By eight bits at a time, each pass keeping the order of the one before; so granules, which stand
// in order already, need none.
void sort_by_key(std::vector<Posting>& postings) {
  std::vector<Posting> sorted(postings.size());
  for (unsigned shift = 32; shift < 64; shift += 8) {
    std::array<std::size_t, 257> begin{};
    for (const Posting posting : postings) ++begin[((posting >> shift) & 0xff) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    for (const Posting posting : postings) sorted[begin[(posting >> shift) & 0xff]++] = posting;
    postings.swap(sorted);
  }
}

Bytes encode_postings(std::span<const Posting> postings) {
  Bytes out;
  out.reserve(postings.size() * sizeof(Posting));
  for (const Posting posting : postings)
    for (int shift = 56; shift >= 0; shift -= 8)
      out.push_back(static_cast<std::uint8_t>(posting >> shift));
  return out;
}

Result<std::vector<Posting>> decode_postings(ByteView bytes) {
  if (bytes.empty() || bytes.size() % sizeof(Posting) != 0)
    return LV_FAIL(integrity, "a block of postings is cut short");
  std::vector<Posting> out(bytes.size() / sizeof(Posting));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = load(&bytes[i * sizeof(Posting)]);
  if (!std::is_sorted(out.begin(), out.end()))
    return LV_FAIL(integrity, "a block of postings is not sorted");
  return out;
}

} // namespace lv::audit
