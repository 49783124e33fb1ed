#include "support/catch.hpp"

#include "leadvault/tlog/merkle.hpp"

using namespace lv;
using namespace lv::tlog;

namespace {

Digest digest_of(std::string_view hex) {
  const Bytes bytes = from_hex(hex).value();
  Digest out{};
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

// RFC 6962 test tree of the Certificate Transparency code: 8 leaves, roots of sizes 0 to 8.
const char* const leaves_hex[] = {"",
                                  "00",
                                  "10",
                                  "2021",
                                  "3031",
                                  "40414243",
                                  "5051525354555657",
                                  "606162636465666768696a6b6c6d6e6f"};
const char* const roots_hex[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Digest number_leaf(std::uint64_t i) {
  ByteWriter out;
  out.u64(i);
  return leaf_hash(out.view());
}

} // namespace

TEST_CASE("both trees give the published roots at every size", "[tlog]") {
  CompactRange range;
  Tree tree;
  for (std::size_t size = 0; size <= 8; ++size) {
    CHECK(range.root() == digest_of(roots_hex[size]));
    CHECK(tree.root() == digest_of(roots_hex[size]));
    if (size == 8) break;
    const Digest leaf = leaf_hash(from_hex(leaves_hex[size]).value());
    range.append(leaf);
    tree.append(leaf);
  }
}

TEST_CASE("leaf and node hashes are the published ones", "[tlog]") {
  CHECK(leaf_hash(bytes_of("L123456")) ==
        digest_of("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"));
  CHECK(empty_root() == digest_of(roots_hex[0]));
}

TEST_CASE("a compact range goes on from its nodes and refuses a wrong number of them", "[tlog]") {
  CompactRange whole;
  for (std::uint64_t i = 0; i < 77; ++i) {
    auto copy = CompactRange::from(whole.size(), whole.nodes());
    REQUIRE(copy);
    whole.append(number_leaf(i));
    copy->append(number_leaf(i));
    CHECK(copy->root() == whole.root());
  }
  auto nodes = whole.nodes();
  nodes.pop_back();
  CHECK_FALSE(CompactRange::from(77, nodes));
}

TEST_CASE("every leaf of every tree up to 40 leaves is proven, and nothing else is", "[tlog]") {
  Tree tree;
  for (std::uint64_t i = 0; i < 40; ++i) tree.append(number_leaf(i));
  for (std::uint64_t size = 1; size <= 40; ++size) {
    const Digest root = tree.root_at(size).value();
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = tree.inclusion_proof(index, size).value();
      REQUIRE(verify_inclusion(number_leaf(index), index, size, proof, root));
      REQUIRE_FALSE(verify_inclusion(number_leaf(index + 1), index, size, proof, root));
      REQUIRE_FALSE(verify_inclusion(number_leaf(index), index ^ 1, size, proof, root));
      Proof longer = proof;
      longer.push_back(root);
      REQUIRE_FALSE(verify_inclusion(number_leaf(index), index, size, longer, root));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        Proof flipped = proof;
        flipped[i][7] ^= 1;
        REQUIRE_FALSE(verify_inclusion(number_leaf(index), index, size, flipped, root));
      }
    }
    CHECK_FALSE(verify_inclusion(number_leaf(0), size, size, {}, root));
    CHECK_FALSE(tree.inclusion_proof(size, size));
  }
}

TEST_CASE("a tree is proven to continue each earlier one, and no other", "[tlog]") {
  Tree tree;
  for (std::uint64_t i = 0; i < 40; ++i) tree.append(number_leaf(i));
  for (std::uint64_t newer = 1; newer <= 40; ++newer) {
    const TreeHead to{newer, tree.root_at(newer).value()};
    for (std::uint64_t older = 1; older <= newer; ++older) {
      const TreeHead from{older, tree.root_at(older).value()};
      const Proof proof = tree.consistency_proof(older, newer).value();
      REQUIRE(verify_consistency(from, to, proof));
      TreeHead forged = from;
      forged.root[0] ^= 0x80;
      REQUIRE_FALSE(verify_consistency(forged, to, proof));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        Proof flipped = proof;
        flipped[i][31] ^= 1;
        REQUIRE_FALSE(verify_consistency(from, to, flipped));
      }
    }
  }
}

TEST_CASE("consistency from an empty tree is refused, not waved through", "[tlog]") {
  Tree tree;
  tree.append(number_leaf(0));
  CHECK_FALSE(tree.consistency_proof(0, 1));
  const auto refused = verify_consistency({0, empty_root()}, {1, tree.root()}, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == Errc::invalid);
}
