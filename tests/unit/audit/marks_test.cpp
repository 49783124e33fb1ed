#include "audit/marks.hpp"
#include "support/catch.hpp"

#include <map>
#include <random>

using namespace lv;
using namespace lv::audit;

namespace {

ObjectKey object(std::uint64_t number) {
  ObjectKey key{};
  std::mt19937_64 bits(number + 1);
  for (auto& byte : key) byte = static_cast<std::uint8_t>(bits());
  return key;
}

void write(Marks& marks, const ObjectKey& key, std::uint64_t at) {
  marks.assign({Position{at}, std::vector<ObjectKey>(1, key), {}});
}

} // namespace

TEST_CASE("a row is fresh, pending, stale or unknown by what was assigned and what is stored",
          "[audit]") {
  Marks marks;
  const auto key = object(1);
  CHECK(marks.freshness(key, Position{}) == Freshness::fresh);
  write(marks, key, 5);
  CHECK(marks.assigned(key) == Position{5});
  CHECK(marks.freshness(key, Position{}) == Freshness::pending);
  marks.settle(Position{5});
  CHECK(marks.freshness(key, Position{5}) == Freshness::fresh);
  CHECK(marks.freshness(key, Position{4}) == Freshness::stale);
  CHECK(marks.freshness(key, Position{6}) == Freshness::unknown);
  write(marks, key, 7);
  write(marks, key, 9);
  CHECK(marks.freshness(key, Position{5}) == Freshness::pending);
  marks.settle(Position{7});
  CHECK(marks.freshness(key, Position{5}) == Freshness::stale);
  CHECK(marks.freshness(key, Position{7}) == Freshness::pending);
  marks.roll_back(Position{9});
  CHECK(marks.freshness(key, Position{7}) == Freshness::fresh);
}

TEST_CASE("a first write that is rolled back leaves no mark", "[audit]") {
  Marks marks;
  write(marks, object(1), 5);
  marks.roll_back(Position{5});
  CHECK(marks.assigned(object(1)) == Position{});
  CHECK(marks.settled().empty());
}

TEST_CASE("a hundred thousand objects keep their marks, at about 30 bytes each", "[audit]") {
  constexpr std::uint64_t objects = 100'000;
  Marks marks;
  std::map<ObjectKey, Position> expected;
  for (std::uint64_t i = 1; i <= objects; ++i) {
    marks.restore({object(i), Position{i}});
    expected[object(i)] = Position{i};
  }
  for (std::uint64_t i = 1; i <= objects; i += 3) { // written again
    write(marks, object(i), objects + i);
    marks.settle(Position{objects + i});
    expected[object(i)] = Position{objects + i};
  }
  for (const auto& [key, position] : expected)
    REQUIRE(marks.freshness(key, position) == Freshness::fresh);
  const auto settled = marks.settled();
  REQUIRE(settled.size() == objects);
  for (const auto& mark : settled) REQUIRE(expected.at(mark.key) == mark.position);
  CHECK(marks.assigned(object(0)) == Position{});
  CHECK(marks.bytes() < objects * 36);
}
