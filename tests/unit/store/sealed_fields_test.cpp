// The fields of a lead in one piece of memory, against a map that does the same.
#include "support/catch.hpp"

#include "leadvault/store/sealed_fields.hpp"

#include <map>
#include <random>

using namespace lv;
using namespace lv::store;

namespace {

std::map<std::uint16_t, Bytes> shown(const SealedFields& fields) {
  std::map<std::uint16_t, Bytes> all;
  std::optional<std::uint16_t> last;
  for (const auto one : fields) {
    CHECK((!last || *last < one.field));
    last = one.field;
    all[one.field] = Bytes(one.blob.begin(), one.blob.end());
  }
  return all;
}

} // namespace

TEST_CASE("sealed fields are kept, replaced and removed as a map does", "[store]") {
  std::mt19937 random(7);
  SealedFields fields;
  std::map<std::uint16_t, Bytes> model;
  for (int i = 0; i < 2'000; ++i) {
    const auto field = static_cast<std::uint16_t>(random() % 12);
    if (random() % 3 == 0) {
      fields.remove(field);
      model.erase(field);
    } else {
      const Bytes blob(random() % 90, static_cast<std::uint8_t>(i));
      fields.put(field, blob);
      model[field] = blob;
    }
    REQUIRE(shown(fields) == model);
    REQUIRE(fields.size() == model.size());
    REQUIRE(fields.empty() == model.empty());
    const auto found = fields.find(field);
    REQUIRE(found.has_value() == model.contains(field));
    if (found) REQUIRE(Bytes(found->begin(), found->end()) == model[field]);
  }
}

TEST_CASE("sealed fields lie in one piece of memory that is as large as they need", "[store]") {
  SealedFields fields;
  fields.reserve(2, 30);
  const auto* const place = fields.memory().data();
  fields.put(9, Bytes(10, 1));
  fields.put(2, Bytes(20, 2));
  CHECK(fields.memory().data() == place);
  CHECK(fields.memory().size() == 30 + 2 * 6);
}
