#include "store/sqlcipher/schema.hpp"
#include "support/catch.hpp"

#include "leadvault/crypto/hash.hpp"

#include <string>

TEST_CASE("a released schema script never changes; a new version is a new script", "[store]") {
  const std::string golden[] = {"323dff8ea110aae4509596069b7d6f82b744681b3dea764ddd74f7f5fe782b19"};
  REQUIRE(lv::store::schema_steps.size() == std::size(golden));
  for (std::size_t i = 0; i < std::size(golden); ++i)
    CHECK(lv::to_hex(lv::crypto::sha256(lv::bytes_of(lv::store::schema_steps[i]))) == golden[i]);
}
