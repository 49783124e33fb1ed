#include "api/body.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::api;

namespace {

JsonValue json(std::string_view text) {
  auto value = parse_json(text);
  REQUIRE(value);
  return std::move(*value);
}

bool has(const Violations& violations, std::string_view pointer, std::string_view rule) {
  for (const auto& violation : violations)
    if (violation.pointer == pointer && violation.rule == rule) return true;
  return false;
}

} // namespace

TEST_CASE("every fault of a body is told at once, each with its pointer and rule", "[api]") {
  const auto value = json(R"({"a":1,"n":"x","list":{},"when":"yesterday","odd/name":1,"big":99})");
  Violations violations;
  ObjectReader reader(value, "", violations, {"a", "n", "list", "when", "must", "big"});
  CHECK(reader.text("a", Need::required, Span{1, 8}) == nullptr);
  CHECK_FALSE(reader.integer("n", Need::required, Span{0, 9}));
  CHECK(reader.array("list", Need::optional, Span{0, 9}) == nullptr);
  CHECK_FALSE(reader.time("when", Need::optional));
  CHECK(reader.text("must", Need::required, Span{1, 8}) == nullptr);
  CHECK_FALSE(reader.integer("big", Need::optional, Span{0, 9}));
  CHECK(violations.size() == 7);
  CHECK(has(violations, "/a", "type"));
  CHECK(has(violations, "/n", "type"));
  CHECK(has(violations, "/list", "type"));
  CHECK(has(violations, "/when", "time-syntax"));
  CHECK(has(violations, "/must", "required"));
  CHECK(has(violations, "/big", "out-of-range"));
  CHECK(has(violations, "/odd~1name", "unknown-member"));
}

TEST_CASE("a good body gives its values and no violation", "[api]") {
  const auto value = json(R"({"a":"x","n":7,"list":["p","q"],"when":"2026-11-22T10:00:00Z"})");
  Violations violations;
  ObjectReader reader(value, "/rows/3", violations, {"a", "n", "list", "when", "absent"});
  REQUIRE(reader.text("a", Need::required, Span{1, 8}) != nullptr);
  CHECK(*reader.text("a", Need::required, Span{1, 8}) == "x");
  CHECK(reader.integer("n", Need::required, Span{7, 7}) == 7);
  CHECK(reader.time("when", Need::required).has_value());
  CHECK(reader.text("absent", Need::optional, Span{1, 8}) == nullptr);
  const auto* list = reader.array("list", Need::required, Span{1, 2});
  REQUIRE(list != nullptr);
  CHECK(unique_texts(*list, "/rows/3/list", Span{1, 8}, violations).size() == 2);
  CHECK(violations.empty());
  CHECK(reader.pointer_of("a") == "/rows/3/a");
}

TEST_CASE("lengths and counts are bounded on both sides", "[api]") {
  const auto value = json(R"({"none":"","long":"123456789","empty":[],"many":[1,2,3]})");
  Violations violations;
  ObjectReader reader(value, "", violations, {"none", "long", "empty", "many"});
  CHECK(reader.text("none", Need::required, Span{1, 8}) == nullptr);
  CHECK(reader.text("long", Need::required, Span{1, 8}) == nullptr);
  CHECK(reader.array("empty", Need::required, Span{1, 2}) == nullptr);
  CHECK(reader.array("many", Need::required, Span{1, 2}) == nullptr);
  CHECK(has(violations, "/none", "too-short"));
  CHECK(has(violations, "/long", "too-long"));
  CHECK(has(violations, "/empty", "too-few-items"));
  CHECK(has(violations, "/many", "too-many-items"));
}

TEST_CASE("a body that is not an object is one fault, not one per member", "[api]") {
  const auto value = json(R"([1])");
  Violations violations;
  ObjectReader reader(value, "", violations, {"a"});
  CHECK(reader.text("a", Need::required, Span{1, 8}) == nullptr);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].rule == "type");
}

TEST_CASE("null is not a string, and a repeated item is refused where it stands", "[api]") {
  const auto value = json(R"({"a":null,"list":["x","y","x",4]})");
  Violations violations;
  ObjectReader reader(value, "", violations, {"a", "list"});
  CHECK(reader.text("a", Need::optional, Span{0, 8}) == nullptr);
  CHECK(has(violations, "/a", "type"));
  const auto* list = reader.array("list", Need::required, Span{1, 9});
  REQUIRE(list != nullptr);
  CHECK(unique_texts(*list, "/list", Span{1, 8}, violations) == std::vector<std::string>{"x", "y"});
  CHECK(has(violations, "/list/2", "duplicate"));
  CHECK(has(violations, "/list/3", "type"));
}
