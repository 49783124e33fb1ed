#include "unit/cedar/cedar_fixture.hpp"

#include "leadvault/base/limits.hpp"

using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out.append(part);
  return out;
}

void stays_the_same(std::string_view text) {
  const auto once = print(must(parse_policies(text)));
  CHECK(print(must(parse_policies(once))) == once);
}

} // namespace

TEST_CASE("a refusal names line, column, what was found and what was expected", "[cedar]") {
  const auto refused = parse_policies("permit (principal, action, resource)\nwhen { 1 + };");
  REQUIRE_FALSE(refused);
  const auto problem = refused.error().front();
  CHECK(problem.line == 2);
  CHECK(problem.column == 12);
  CHECK(problem.what == "found `}`, expected an expression");
}

TEST_CASE("what the grammar does not know is refused", "[cedar]") {
  for (const auto* text : {"1 < 2 < 3",
                           "1 / 2",
                           "1 % 2",
                           "!!!!!true",
                           "-----1",
                           "9223372036854775808",
                           "principal.if",
                           "unknown(\"x\")",
                           "principal.unknown()",
                           "principal.ip(\"x\")",
                           "lessThan(1, 2)",
                           "[1].contains()",
                           "\"a\" like principal",
                           "principal is \"User\"",
                           "?principal",
                           "\"\\q\"",
                           "\"\\x80\"",
                           "\"\\u{d800}\"",
                           "{a: 1, a: 2}",
                           "principal[1]",
                           "true(1)",
                           "user",
                           "__cedar::User::\"a\"",
                           "1 = 2",
                           ""})
    CHECK_FALSE(parses(text));
  for (const auto* text :
       {"permit(principal, action);", "permit(action, principal, resource);",
        "permit(principal, action, resource)", "allow(principal, action, resource);",
        "permit(principal == ?resource, action, resource);",
        "permit(principal, action == User::\"a\", resource);",
        "permit(principal, action, resource) when { };",
        "@a(\"1\") @a(\"2\") permit(principal, action, resource);",
        "permit(principal is User == User::\"a\", action, resource);",
        "permit(principal in [User::\"a\"], action, resource);"})
    CHECK_FALSE(parse_policies(text));
}

TEST_CASE("what the grammar knows is accepted", "[cedar]") {
  for (const auto* text :
       {"!!!!true", "----1", "-9223372036854775808", "[1, 2,]", "principal[\"if\"]", "{\"if\": 1}",
        "\"\\u{1F600}\\x41\\n\\0\\'\"", "principal.contains", "NS::User::\"a\" == 1",
        "if true then false else true", "// comment\n true"})
    CHECK(parses(text));
  CHECK(parse_policies(""));
  CHECK(parse_policies("permit(principal == ((User::\"a\")), action in ([(Action::\"a\")]), "
                       "resource in (?resource));"));
  CHECK(parse_policies("@if @b(\"\") permit(principal, action, resource,);"));
}

TEST_CASE("what is printed is read as the same policies", "[cedar]") {
  stays_the_same("permit(principal is A::B in C::\"d\", action in [Action::\"a\"], resource)"
                 "when { (if true then 1 else 2) == 3 && !(principal has a.b) };");
  stays_the_same("forbid(principal == ?principal, action, resource in ?resource) unless {"
                 "-(5) - (1 - 2) * -3 < 4 || (true || false) && ((1 == 2) == false) };");
  stays_the_same("permit(principal, action, resource) when { \"a\\u{0}*\\n\" like \"\\**\\\"\" };");
}

TEST_CASE("beyond the limits there is a clear error, and no overflow of the stack", "[cedar]") {
  CHECK(parses(repeated("(", 250) + "1" + repeated(")", 250)));
  CHECK_FALSE(parses(repeated("(", 257) + "1" + repeated(")", 257)));
  CHECK_FALSE(parses(repeated("[", 100'000)));
  CHECK(parses("1" + repeated(" + 1", 900)));
  CHECK_FALSE(parses("1" + repeated(" + 1", 100'000)));
  CHECK_FALSE(parses(repeated("if true then ", 1'000)));
  CHECK_FALSE(parse_policies(repeated(" ", lv::limits::cedar_text_bytes_max + 1)));
  const auto many = repeated("permit(principal,action,resource);", 10'001);
  const auto refused = parse_policies(many);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().front().what == "more than 10000 policies");
}
