#include "unit/cedar/cedar_fixture.hpp"

using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {
const std::string wrong_kind(describe(EvalErrc::type));
const std::string overflow(describe(EvalErrc::overflow));
} // namespace

TEST_CASE("&& and || and if look at the right side only when they must", "[cedar]") {
  CHECK(evaluated("false && 1") == "false");
  CHECK(evaluated("true || 1") == "true");
  CHECK(evaluated("1 && false") == wrong_kind);
  CHECK(evaluated("true && 1") == wrong_kind);
  CHECK(evaluated("if true then 1 else principal.nothing") == "1");
  CHECK(evaluated("if 1 then 2 else 3") == wrong_kind);
}

TEST_CASE("equality never errs, order is for longs, times and durations among themselves",
          "[cedar]") {
  CHECK(evaluated("1 == \"a\"") == "false");
  CHECK(evaluated("[1, 2, 1] == [2, 1]") == "true");
  CHECK(evaluated("{a: 1, b: 2} == {b: 2, a: 1}") == "true");
  CHECK(evaluated("decimal(\"1.23\") == decimal(\"1.2300\")") == "true");
  CHECK(evaluated("1 < 2") == "true");
  CHECK(evaluated("datetime(\"2024-01-01\") < datetime(\"2024-01-02\")") == "true");
  CHECK(evaluated("duration(\"1h\") >= duration(\"60m\")") == "true");
  CHECK(evaluated("\"a\" < \"b\"") == wrong_kind);
  CHECK(evaluated("decimal(\"1.0\") < decimal(\"2.0\")") == wrong_kind);
  CHECK(evaluated("1 < duration(\"1h\")") == wrong_kind);
}

TEST_CASE("arithmetic beyond 64 bits is an error, the least long can be written", "[cedar]") {
  CHECK(evaluated("9223372036854775807 + 1") == overflow);
  CHECK(evaluated("-9223372036854775808 - 1") == overflow);
  CHECK(evaluated("4611686018427387904 * 2") == overflow);
  CHECK(evaluated("-(-9223372036854775808)") == overflow);
  CHECK(evaluated("-9223372036854775808") == "-9223372036854775808");
  CHECK(evaluated("1 - 2 * 3") == "-5");
}

TEST_CASE("in follows the hierarchy and itself, and every member of a set must be an entity",
          "[cedar]") {
  CHECK(evaluated("principal in Team::\"sales\"") == "true");
  CHECK(evaluated("principal in Company::\"acme\"") == "true");
  CHECK(evaluated("principal in Company::\"other\"") == "false");
  CHECK(evaluated("User::\"nobody\" in User::\"nobody\"") == "true");
  CHECK(evaluated("principal in []") == "false");
  CHECK(evaluated("principal in [Team::\"sales\", 1]") == wrong_kind);
  CHECK(evaluated("1 in Team::\"sales\"") == wrong_kind);
  CHECK(evaluated("principal is User in Team::\"sales\"") == "true");
  CHECK(evaluated("principal is Photo in 1") == "false");
  CHECK(evaluated("1 is User") == wrong_kind);
}

TEST_CASE("attributes and tags that are missing err, has and hasTag tell", "[cedar]") {
  CHECK(evaluated("principal.age") == "36");
  CHECK(evaluated("principal[\"best friend\"]") == "User::\"bob\"");
  CHECK(evaluated("principal.nothing") == describe(EvalErrc::no_attribute));
  CHECK(evaluated("User::\"nobody\".age") == describe(EvalErrc::no_entity));
  CHECK(evaluated("1.age") == wrong_kind);
  CHECK(evaluated("principal has age") == "true");
  CHECK(evaluated("principal has nothing") == "false");
  CHECK(evaluated("User::\"nobody\" has age") == "false");
  CHECK(evaluated("{a: {b: 1}} has a.b") == "true");
  CHECK(evaluated("{a: {b: 1}} has a.c") == "false");
  CHECK(evaluated("{a: 1} has a.b") == wrong_kind);
  CHECK(evaluated("{a: 1} has b.a") == "false");
  CHECK(evaluated("principal.hasTag(\"level\")") == "true");
  CHECK(evaluated("principal.getTag(\"level\")") == "\"gold\"");
  CHECK(evaluated("principal.getTag(\"none\")") == describe(EvalErrc::no_tag));
  CHECK(evaluated("User::\"nobody\".hasTag(\"level\")") == "false");
  CHECK(evaluated("User::\"nobody\".getTag(\"level\")") == describe(EvalErrc::no_entity));
}

TEST_CASE("a pattern matches whole texts, its stars anything, \\* a star", "[cedar]") {
  CHECK(evaluated("\"amsterdam\" like \"am*dam\"") == "true");
  CHECK(evaluated("\"amdam\" like \"am*dam\"") == "true");
  CHECK(evaluated("\"amda\" like \"amda*a\"") == "false");
  CHECK(evaluated("\"\" like \"*\"") == "true");
  CHECK(evaluated("\"a*b\" like \"a\\*b\"") == "true");
  CHECK(evaluated("\"axb\" like \"a\\*b\"") == "false");
  CHECK(evaluated("\"ab-ab-c\" like \"*ab*c\"") == "true");
  CHECK(evaluated("1 like \"*\"") == wrong_kind);
}

TEST_CASE("sets contain, and know when they are empty", "[cedar]") {
  CHECK(evaluated("[1, 2].contains(2)") == "true");
  CHECK(evaluated("[1, 2].containsAll([2, 1, 1])") == "true");
  CHECK(evaluated("[1, 2].containsAny([3])") == "false");
  CHECK(evaluated("[1].containsAny([])") == "false");
  CHECK(evaluated("[].isEmpty()") == "true");
  CHECK(evaluated("1.contains(1)") == wrong_kind);
}
