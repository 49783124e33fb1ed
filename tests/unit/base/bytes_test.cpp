#include "support/catch.hpp"

#include "leadvault/base/bytes.hpp"

#include <cctype>

using namespace lv;

TEST_CASE("integers are written big-endian and read back", "[base]") {
  ByteWriter out;
  out.u8(1);
  out.u16(0x0203);
  out.u32(0x04050607);
  out.u64(0x08090a0b0c0d0e0fULL);
  out.i64(-2);
  CHECK(to_hex(out.view()) == "0102030405060708090a0b0c0d0e0ffffffffffffffffe");
  ByteReader in(out.view());
  CHECK(in.u8().value() == 1);
  CHECK(in.u16().value() == 0x0203);
  CHECK(in.u32().value() == 0x04050607);
  CHECK(in.u64().value() == 0x08090a0b0c0d0e0fULL);
  CHECK(in.done().has_error());
  CHECK(in.i64().value() == -2);
  CHECK(in.done().has_value());
}

TEST_CASE("what a short writer has no room for in place is written all the same", "[base]") {
  for (std::size_t count = 0; count < 200; ++count) {
    ShortWriter<16> out;
    ByteWriter other;
    for (std::size_t i = 0; i < count; ++i) {
      out.u8(static_cast<std::uint8_t>(i));
      other.u8(static_cast<std::uint8_t>(i));
    }
    CHECK(
        std::equal(out.view().begin(), out.view().end(), other.view().begin(), other.view().end()));
    CHECK(out.take() == other.take());
    out.u8(7);
    CHECK(out.take() == Bytes{7});
  }
}

TEST_CASE("a blank counts as written and is the caller's to fill", "[base]") {
  ByteWriter out;
  out.u8(1);
  const auto blank = out.blank(100);
  std::fill(blank.begin(), blank.end(), std::uint8_t{2});
  out.u8(3);
  const auto written = out.take();
  REQUIRE(written.size() == 102);
  CHECK(written.front() == 1);
  CHECK(std::count(written.begin(), written.end(), 2) == 100);
  CHECK(written.back() == 3);
}

TEST_CASE("a length-prefixed value is bounded by its limit and by what is there", "[base]") {
  ByteWriter out;
  out.lp("hello");
  CHECK(to_hex(out.view()) == "0000000568656c6c6f");
  CHECK(text_of(ByteReader(out.view()).lp(5).value()) == "hello");
  CHECK(ByteReader(out.view()).lp(4).error().code() == Errc::malformed);
  for (std::size_t cut = 0; cut < out.size(); ++cut)
    CHECK(ByteReader(out.view().first(cut)).lp(100).has_error());
  const ByteArray<4> huge{0xff, 0xff, 0xff, 0xff};
  CHECK(ByteReader(huge).lp(SIZE_MAX).has_error());
}

TEST_CASE("a short read fails and takes nothing", "[base]") {
  const ByteArray<3> three{1, 2, 3};
  ByteReader in(three);
  CHECK(in.u32().has_error());
  CHECK(in.raw(4).has_error());
  CHECK(in.array<4>().has_error());
  CHECK(in.remaining() == 3);
  CHECK(in.array<3>().value() == three);
}

TEST_CASE("a length can be filled in later, but only inside what was written", "[base]") {
  ByteWriter out;
  out.u8(9);
  out.u32(0);
  out.patch_u32(1, 0x01020304);
  CHECK(to_hex(out.view()) == "0901020304");
  CHECK_THROWS_AS(out.patch_u32(2, 0), std::out_of_range);
  ByteWriter empty;
  CHECK_THROWS_AS(empty.patch_u32(0, 0), std::out_of_range);
}

TEST_CASE("RFC 4648 section 10: the base64 vectors", "[base]") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    CHECK(to_base64(bytes_of(plain)) == coded);
    CHECK(text_of(from_base64(coded).value()) == plain);
    const std::string bare = std::string(coded).substr(0, std::string_view(coded).find('='));
    CHECK(to_base64url(bytes_of(plain)) == bare);
    CHECK(text_of(from_base64url(bare).value()) == plain);
  }
  const ByteArray<3> high{0xfb, 0xff, 0xfe};
  CHECK(to_base64(high) == "+//+");
  CHECK(to_base64url(high) == "-__-");
}

TEST_CASE("base64 that is not canonical is refused", "[base]") {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zg==\n", " Zg==", "Zg===", "Z", "-__-",
                           "Zg==Zg==", "====", "Zm9=", "Zm9v="}) {
    INFO(text);
    CHECK(from_base64(text).has_error());
  }
  for (const char* text : {"Zg==", "Zh", "Z", "+//+", "Zm 9v", "Zm9v\n"}) {
    INFO(text);
    CHECK(from_base64url(text).has_error());
  }
}

TEST_CASE("no character but those of the alphabet is a base64 digit", "[base]") {
  for (int c = 0; c < 256; ++c) {
    const std::string text = {'A', static_cast<char>(c), 'A', 'A'};
    INFO(c);
    const bool common = c < 128 && std::isalnum(c) != 0;
    CHECK(from_base64(text).has_value() == (common || c == '+' || c == '/'));
    CHECK(from_base64url(text).has_value() == (common || c == '-' || c == '_'));
  }
}

TEST_CASE("hex is lower-case and even", "[base]") {
  CHECK(to_hex(ByteArray<2>{0x0a, 0xff}) == "0aff");
  CHECK(from_hex("0aff").value() == Bytes{0x0a, 0xff});
  CHECK(from_hex("").value().empty());
  for (const char* text : {"0A", "0", "0g", " 0a", "0a ", "0x0a", "0a:ff"}) {
    INFO(text);
    CHECK(from_hex(text).has_error());
  }
}
