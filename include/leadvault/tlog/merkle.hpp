// Merkle tree hashes and proofs of RFC 6962 / RFC 9162 §2.1 over SHA-256. Stateless functions are
// thread safe; CompactRange and Tree belong to one thread at a time.
// Never sees more than leaf hashes, apart from leaf_hash itself.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <functional>

namespace lv::tlog {

using Proof = std::vector<Digest>;

Digest leaf_hash(ByteView entry);                          // SHA-256(0x00 || entry)
Digest node_hash(const Digest& left, const Digest& right); // SHA-256(0x01 || left || right)
Digest empty_root();                                       // SHA-256("")

// The roots of the complete subtrees that make up a tree of `size` leaves, largest first: enough
// to append and to give the root, 32 bytes for each one-bit of the size.
class CompactRange {
public:
  CompactRange() = default;
  // Errors: malformed when the number of nodes does not fit the size.
  static Result<CompactRange> from(std::uint64_t size, std::vector<Digest> nodes);

  void append(const Digest& leaf) {
    append(leaf, [](unsigned, const Digest&) {});
  }
  // made(level, root) for every complete subtree of 2^level leaves that this leaf ends, itself
  // (level 0) first.
  template <class Made>
  void append(const Digest& leaf, Made made) {
    Digest carry = leaf;
    made(0U, carry);
    // Each trailing one-bit of the size is a complete subtree as large as the one carried.
    unsigned level = 0;
    for (std::uint64_t rest = size_; rest & 1; rest >>= 1) {
      carry = node_hash(nodes_.back(), carry);
      nodes_.pop_back();
      made(++level, carry);
    }
    nodes_.push_back(carry);
    ++size_;
  }
  std::uint64_t size() const { return size_; }
  const std::vector<Digest>& nodes() const { return nodes_; }
  Digest root() const;

private:
  std::uint64_t size_ = 0;
  std::vector<Digest> nodes_;
};

// Root of the complete subtree of leaves [index << level, (index + 1) << level), from wherever
// those are kept.
using Subtrees = std::function<Result<Digest>(unsigned level, std::uint64_t index)>;

// Asks for about as many subtrees as the size has bits. Errors: invalid unless index < size, or
// what `subtrees` gives.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const Subtrees& subtrees);

// Every complete subtree in memory (64 bytes per leaf), so that proofs can be made.
class Tree {
public:
  void append(const Digest& leaf);
  std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  Digest root() const { return root_of(0, size()); }

  // Errors: invalid when index < size <= size() does not hold, or 0 < old_size <= size.
  Result<Digest> root_at(std::uint64_t size) const;
  Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size) const;
  Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t size) const;

private:
  Digest root_of(std::uint64_t begin, std::uint64_t end) const;

  std::vector<std::vector<Digest>> levels_; // levels_[l][i]: root of leaves [i << l, (i + 1) << l)
};

// RFC 9162 §2.1.3.2. Errors: invalid (index not below size), integrity (anything else).
Result<void> verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                              const Proof& proof, const Digest& root);

struct TreeHead {
  std::uint64_t size = 0;
  Digest root{};
};

// RFC 9162 §2.1.4.2. An old size of 0 is refused: an empty tree is a prefix of everything, so a
// proof from it would prove nothing. Errors: invalid (sizes), integrity (anything else).
Result<void> verify_consistency(const TreeHead& older, const TreeHead& newer, const Proof& proof);

} // namespace lv::tlog
