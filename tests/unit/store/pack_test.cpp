#include "store/sqlcipher/row_codec.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::store;

TEST_CASE("packed fields open only whole: every cut and every changed byte is refused", "[store]") {
  const Bytes value(3'000, 5);
  const SealedFields fields{{1, Bytes(40, 1)}, {2, {}}, {900, value}};
  const SealedFields large{{900, value}};
  Bytes packed = pack_fields(fields);
  auto whole = unpack_fields(packed, large);
  REQUIRE(whole);
  const auto memory = [](const SealedFields& it) {
    return Bytes(it.memory().begin(), it.memory().end());
  };
  CHECK(memory(*whole) == memory(fields));
  for (std::size_t i = 0; i < packed.size(); ++i) {
    Bytes changed = packed;
    changed[i] ^= 1;
    CHECK(unpack_fields(changed, large).error().code() == Errc::integrity);
    CHECK(unpack_fields(ByteView(packed).first(i), large).error().code() == Errc::integrity);
  }
  CHECK_FALSE(unpack_fields(packed, {})); // the large value is missing
  auto cut = value;
  cut.back() = 0; // or its last overflow page reads as zeros
  CHECK_FALSE(unpack_fields(packed, SealedFields{{900, cut}}));
  CHECK_FALSE(unpack_fields(packed, SealedFields{{900, value}, {901, value}})); // or one too many
}

TEST_CASE("a list of numbers must ascend", "[store]") {
  CHECK(unpack_numbers(pack_numbers({1, 2, 0xffff})).value().size() == 3);
  CHECK_FALSE(unpack_numbers(pack_numbers({2, 2})));
  CHECK_FALSE(unpack_numbers(Bytes{0}));
}
