#include "store/sqlcipher/row_codec.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::store;

TEST_CASE("packed fields open only whole: every cut and every changed byte is refused", "[store]") {
  std::vector<SealedField> fields{{1, Bytes(40, 1)}, {2, {}}, {900, Bytes(3'000, 5)}};
  std::vector<SealedField> large{fields[2]};
  Bytes packed = pack_fields(fields);
  auto whole = unpack_fields(packed, large);
  REQUIRE(whole);
  CHECK((whole->size() == 3 && whole->at(2).blob == fields[2].blob && whole->at(1).blob.empty()));
  for (std::size_t i = 0; i < packed.size(); ++i) {
    Bytes changed = packed;
    changed[i] ^= 1;
    CHECK(unpack_fields(changed, large).error().code() == Errc::integrity);
    CHECK(unpack_fields(ByteView(packed).first(i), large).error().code() == Errc::integrity);
  }
  CHECK_FALSE(unpack_fields(packed, {})); // the large value is missing
  large[0].blob.back() = 0;               // or its last overflow page reads as zeros
  CHECK_FALSE(unpack_fields(packed, large));
  large = {fields[2], {901, Bytes(3'000, 1)}}; // or there is one too many
  CHECK_FALSE(unpack_fields(packed, large));
}

TEST_CASE("a list of numbers must ascend", "[store]") {
  CHECK(unpack_numbers(pack_numbers({1, 2, 0xffff})).value().size() == 3);
  CHECK_FALSE(unpack_numbers(pack_numbers({2, 2})));
  CHECK_FALSE(unpack_numbers(Bytes{0}));
}
