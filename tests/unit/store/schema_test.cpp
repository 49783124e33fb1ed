#include "store/sqlcipher/schema.hpp"
#include "support/catch.hpp"

#include "leadvault/crypto/hash.hpp"

#include <string>

TEST_CASE("a released schema script never changes; a new version is a new script", "[store]") {
  const std::string golden[] = {"b90c8598672c663749951a6a2245b20089435fc7e3dd04a758685a2f89d890a6"};
  REQUIRE(lv::store::schema_steps.size() == std::size(golden));
  for (std::size_t i = 0; i < std::size(golden); ++i)
    CHECK(lv::to_hex(lv::crypto::sha256(lv::bytes_of(lv::store::schema_steps[i]))) == golden[i]);
}
