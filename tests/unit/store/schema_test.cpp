#include "store/sqlcipher/schema.hpp"
#include "support/catch.hpp"

#include "leadvault/crypto/hash.hpp"

#include <string>

TEST_CASE("a released schema script never changes; a new version is a new script", "[store]") {
  const std::string golden[] = {"40003148cea303cb97c3c3062a01a5323cb92fd22daca952a9a56be3c8415708"};
  REQUIRE(lv::store::schema_steps.size() == std::size(golden));
  for (std::size_t i = 0; i < std::size(golden); ++i)
    CHECK(lv::to_hex(lv::crypto::sha256(lv::bytes_of(lv::store::schema_steps[i]))) == golden[i]);
}
