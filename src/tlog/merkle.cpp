#include "leadvault/tlog/merkle.hpp"

#include "leadvault/crypto/hash.hpp"

#include <bit>

namespace lv::tlog {

Digest leaf_hash(ByteView entry) {
  static constexpr std::uint8_t prefix[] = {0x00};
  return crypto::sha256_pair(prefix, entry);
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> message{0x01};
  std::copy(left.begin(), left.end(), message.begin() + 1);
  std::copy(right.begin(), right.end(), message.begin() + 33);
  return crypto::sha256(message);
}

Digest empty_root() { return crypto::sha256({}); }

Result<CompactRange> CompactRange::from(std::uint64_t size, std::vector<Digest> nodes) {
  if (nodes.size() != static_cast<std::size_t>(std::popcount(size)))
    return LV_FAIL(malformed, "the number of nodes does not fit the tree size");
  CompactRange range;
  range.size_ = size;
  range.nodes_ = std::move(nodes);
  return range;
}

Digest CompactRange::root() const {
  if (nodes_.empty()) return empty_root();
  Digest root = nodes_.back();
  for (std::size_t i = nodes_.size() - 1; i-- > 0;) root = node_hash(nodes_[i], root);
  return root;
}

namespace {
// RFC 9162 §2.1.1: the largest power of two smaller than n, n > 1.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

// `begin` is a multiple of the smallest power of two not below end - begin in every call, so each
// subtree asked for is one that a tree of complete subtrees has.
Result<Digest> root_between(std::uint64_t begin, std::uint64_t end, const Subtrees& subtrees) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return subtrees(level, begin >> level);
  }
  const std::uint64_t middle = begin + split_of(count);
  LV_TRY(left, root_between(begin, middle, subtrees));
  LV_TRY(right, root_between(middle, end, subtrees));
  return node_hash(left, right);
}
} // namespace

// RFC 9162 §2.1.3.1 PATH, from the root down; the proof names the leaf's sibling first.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const Subtrees& subtrees) {
  if (index >= size) return LV_FAIL(invalid, "no such leaf in a tree of that size");
  Proof reversed;
  for (std::uint64_t begin = 0, end = size; end - begin > 1;) {
    const std::uint64_t middle = begin + split_of(end - begin);
    const bool left = index < middle;
    LV_TRY(sibling,
           left ? root_between(middle, end, subtrees) : root_between(begin, middle, subtrees));
    reversed.push_back(sibling);
    (left ? end : begin) = middle;
  }
  return Proof(reversed.rbegin(), reversed.rend());
}

void Tree::append(const Digest& leaf) {
  Digest node = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].push_back(node);
    const auto& row = levels_[level];
    if (row.size() % 2 != 0) return;
    node = node_hash(row[row.size() - 2], row[row.size() - 1]);
  }
}

// `begin` is a multiple of the smallest power of two not below end - begin in every call, so each
// complete subtree met on the way is stored.
Digest Tree::root_of(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t count = end - begin;
  if (count == 0) return empty_root();
  if (std::has_single_bit(count)) {
    const auto level = static_cast<std::size_t>(std::countr_zero(count));
    return levels_[level][begin >> level];
  }
  const std::uint64_t split = split_of(count);
  return node_hash(root_of(begin, begin + split), root_of(begin + split, end));
}

Result<Digest> Tree::root_at(std::uint64_t size) const {
  if (size > this->size()) return LV_FAIL(invalid, "the tree has fewer leaves");
  return root_of(0, size);
}

Result<Proof> Tree::inclusion_proof(std::uint64_t index, std::uint64_t size) const {
  if (size > this->size()) return LV_FAIL(invalid, "no such leaf in a tree of that size");
  return tlog::inclusion_proof(index, size, [this](unsigned level, std::uint64_t at) {
    return Result<Digest>(levels_[level][at]);
  });
}

// RFC 9162 §2.1.4.1 SUBPROOF, walking down to the subtree whose right edge is the old tree's.
Result<Proof> Tree::consistency_proof(std::uint64_t old_size, std::uint64_t size) const {
  if (old_size == 0 || old_size > size || size > this->size())
    return LV_FAIL(invalid, "no consistency proof between these sizes");
  Proof reversed;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  bool complete = true; // the old tree, as far as walked, is a subtree the verifier can compute
  while (end != old_size) {
    const std::uint64_t middle = begin + split_of(end - begin);
    if (old_size <= middle) {
      reversed.push_back(root_of(middle, end));
      end = middle;
    } else {
      reversed.push_back(root_of(begin, middle));
      begin = middle;
      complete = false;
    }
  }
  if (!complete) reversed.push_back(root_of(begin, end));
  return Proof(reversed.rbegin(), reversed.rend());
}

} // namespace lv::tlog
