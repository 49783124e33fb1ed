#include "leadvault/tlog/merkle.hpp"

namespace lv::tlog {

namespace {

Error refused() { return LV_FAIL(integrity, "the Merkle proof does not verify"); }

bool same(const Digest& a, const Digest& b) { return a == b; } // public values

} // namespace

// RFC 9162 §2.1.3.2, with its names: fn, sn, r.
Result<void> verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                              const Proof& proof, const Digest& root) {
  if (index >= size) return LV_FAIL(invalid, "the leaf index is not below the tree size");
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Digest r = leaf;
  for (const Digest& p : proof) {
    if (sn == 0) return refused();
    if ((fn & 1) != 0 || fn == sn) {
      r = node_hash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0 || !same(r, root)) return refused();
  return {};
}

// RFC 9162 §2.1.4.2, with its names: fn, sn, fr, sr.
Result<void> verify_consistency(const TreeHead& older, const TreeHead& newer, const Proof& proof) {
  if (older.size == 0) return LV_FAIL(invalid, "consistency with an empty tree proves nothing");
  if (older.size > newer.size) return LV_FAIL(invalid, "the older tree is larger");
  if (older.size == newer.size) {
    if (!proof.empty() || !same(older.root, newer.root)) return refused();
    return {};
  }
  if (proof.empty()) return refused();
  std::uint64_t fn = older.size - 1;
  std::uint64_t sn = newer.size - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  // An old size that is a power of two is a node of the new tree: its root starts the path.
  const bool power_of_two = (older.size & (older.size - 1)) == 0;
  std::size_t next = power_of_two ? 0 : 1;
  Digest fr = power_of_two ? older.root : proof[0];
  Digest sr = fr;
  for (; next < proof.size(); ++next) {
    const Digest& c = proof[next];
    if (sn == 0) return refused();
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0 || !same(fr, older.root) || !same(sr, newer.root)) return refused();
  return {};
}

} // namespace lv::tlog
