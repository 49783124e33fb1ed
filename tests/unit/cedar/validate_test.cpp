#include "unit/cedar/cedar_fixture.hpp"

#include "leadvault/cedar/read_json.hpp"
#include "leadvault/cedar/validate.hpp"

#include <algorithm>

using namespace lv::cedar;

namespace {

constexpr std::string_view schema_text = R"(
  entity Team;
  entity Colour enum ["red", "green"];
  entity User in [Team] = {
    name: String, age: Long, manager?: User, nick?: String,
    address: { city?: String, zip: Long }
  } tags String;
  entity Lead in [Team] = { owner: User, notes: Set<String>, paint?: Colour, seen?: datetime };
  action all;
  action read in [all] appliesTo {
    principal: [User], resource: [Lead], context: { now: datetime, from?: ipaddr, deep?: Bool }
  };
  action list in [all] appliesTo { principal: [User, Team], resource: [Team] };
  action idle;
  namespace Other { action some; }
)";

const Schema& schema() {
  static const auto parsed = parse_schema(schema_text).value();
  return parsed;
}

Problems problems_of(const std::string& text) {
  return validate(parse_policies(text).value(), schema());
}

// One condition of a policy for users that read leads.
Problems problems_when(const std::string& condition) {
  return problems_of("permit(principal, action == Action::\"read\", resource) when { " + condition +
                     " };");
}

void check_valid(const std::string& condition) {
  INFO(condition);
  const auto problems = problems_when(condition);
  INFO((problems.empty() ? "" : problems.front().what));
  CHECK(problems.empty());
}

void check_invalid(const std::string& condition) {
  INFO(condition);
  CHECK_FALSE(problems_when(condition).empty());
}

} // namespace

TEST_CASE("a problem says what was found, what was expected, and where", "[cedar]") {
  const auto problems = problems_of("permit(principal, action, resource)\n"
                                    "when { context.now == 1 || principal.age };");
  REQUIRE_FALSE(problems.empty());
  const auto found = std::find_if(problems.begin(), problems.end(), [](const Problem& problem) {
    return problem.what == "found Long, expected Bool";
  });
  REQUIRE(found != problems.end());
  CHECK(found->line == 2);
  CHECK(found->column == 28);
}

TEST_CASE("a problem of several kinds of requests is told once", "[cedar]") {
  CHECK(problems_of("permit(principal, action == Action::\"list\", resource) when { 1 };").size() ==
        1);
}

TEST_CASE("a policy names only what the schema declares", "[cedar]") {
  check_valid("principal == User::\"a\" && resource in Team::\"t\" && principal is User");
  check_invalid("principal is Nobody");
  check_invalid("false && principal == Nobody::\"a\"");
  check_invalid("false && action == Action::\"write\"");
  check_invalid("false && Colour::\"blue\" == Colour::\"red\"");
  check_valid("resource has paint && resource.paint == Colour::\"red\"");
  CHECK_FALSE(problems_of("permit(principal == Nobody::\"a\", action, resource);").empty());
  CHECK_FALSE(problems_of("permit(principal, action == Action::\"write\", resource);").empty());
}

TEST_CASE("some request can be in the scope of a policy", "[cedar]") {
  CHECK(problems_of("permit(principal, action, resource);").empty());
  CHECK(problems_of("permit(principal in Team::\"t\", action in Action::\"all\", resource);")
            .empty());
  CHECK(problems_of("permit(principal is User in Team::\"t\", action, resource is Lead);").empty());
  for (const char* scope :
       {"principal is Lead, action, resource",
        "principal is Team, action == Action::\"read\", resource",
        "principal in User::\"a\", action, resource is User",
        "principal is User in Lead::\"l\", action, resource",
        "principal, action == Action::\"all\", resource",
        "principal, action == Action::\"idle\", resource", "principal, action in [], resource",
        "principal, action in [Action::\"read\", Other::Action::\"some\"], resource"}) {
    INFO(scope);
    CHECK_FALSE(problems_of("permit(" + std::string(scope) + ");").empty());
  }
}

TEST_CASE("conditions are checked only for requests that the scope lets through", "[cedar]") {
  const std::string condition = " when { resource.owner == principal };";
  CHECK(problems_of("permit(principal, action, resource is Lead)" + condition).empty());
  CHECK_FALSE(problems_of("permit(principal, action, resource)" + condition).empty());
}

TEST_CASE("operands are of the types that their operators take", "[cedar]") {
  check_valid("principal.age + 1 < 2 * -principal.age && principal.name like \"a*\"");
  check_valid("context.now < datetime(\"2026-01-01\") && duration(\"1h\") <= duration(\"2h\")");
  check_valid("resource.notes.contains(\"a\") && resource.notes.containsAny([\"a\", \"b\"])");
  check_valid("!resource.notes.isEmpty()");
  for (const char* condition :
       {"principal.name + 1 == 2", "principal.name < \"b\"", "decimal(\"1.0\") < decimal(\"2.0\")",
        "context.now < 1", "principal.age like \"a\"", "1 && true", "!1",
        "principal.name.contains(1)", "resource.notes.contains(1)",
        "resource.notes.containsAll(\"a\")", "resource.notes.containsAll([1])",
        "principal in \"a\"", "1 in principal", "1 is User", "principal.isEmpty()",
        "principal.name"}) {
    check_invalid(condition);
  }
}

TEST_CASE("what is never equal by its type may not be compared, but for entities and literals",
          "[cedar]") {
  check_invalid("principal.age == principal.name");
  check_invalid("principal.age != \"a\"");
  check_valid("principal == resource");
  check_valid("1 == \"a\"");
  check_valid("!(1 == \"a\") || 1");
  check_invalid("1 == \"a\" || 1");
}

TEST_CASE("what is known never to be evaluated is not checked", "[cedar]") {
  check_valid("false && 1");
  check_valid("true || 1");
  check_valid("if true then true else 1");
  check_valid("if false then 1 else true");
  check_valid("principal is Team && principal.nothing");
  check_valid("principal has nothing && principal.nothing == 1");
  check_valid("principal is Team in 1");
  check_valid("principal in resource && 1");
  check_valid("action == Action::\"list\" && 1");
  check_valid("action in Action::\"list\" && 1");
  check_valid("{a: false}.a && 1");
  check_invalid("action in Action::\"all\" && 1");
  check_invalid("principal in Team::\"t\" && 1");
}

TEST_CASE("an optional attribute is used only after it was found", "[cedar]") {
  check_valid("principal has nick && principal.nick == \"a\"");
  check_valid("principal has manager.nick && principal.manager.nick == \"a\"");
  check_valid("principal has address.city && principal.address.city == \"a\"");
  check_valid("if principal has nick then principal.nick == \"a\" else false");
  check_valid("(principal has nick && principal has manager) && principal.manager.name == "
              "principal.nick");
  check_valid("(principal has nick || principal has nick) && principal.nick == \"a\"");
  check_valid("{a: 1, b: principal} == {b: principal, a: 1} || true");
  for (const char* condition :
       {"principal.nick == \"a\"", "principal has nick || principal.nick == \"a\"",
        "(principal has nick || principal has manager) && principal.nick == \"a\"",
        "!(principal has nick) && principal.nick == \"a\"",
        "principal has manager && principal.nick == \"a\"",
        "resource.owner has nick && principal.nick == \"a\"",
        "(if principal has nick then true else true) && principal.nick == \"a\"",
        "principal has manager.manager && principal.manager.nick == \"a\"",
        "User::\"a\" has manager.nick && User::\"b\" has manager && "
        "User::\"b\".manager.nick == \"a\"",
        "principal has age.x && true", "principal.address == principal.nick"}) {
    check_invalid(condition);
  }
}

TEST_CASE("conditions follow each other: what one tested, the next may use", "[cedar]") {
  const std::string scope = "permit(principal, action == Action::\"read\", resource) ";
  const std::string use = "when { principal.nick == \"a\" };";
  CHECK(problems_of(scope + "when { principal has nick } " + use).empty());
  CHECK_FALSE(problems_of(scope + "unless { principal has nick } " + use).empty());
  CHECK(problems_of(scope + "when { false } when { 1 };").empty());
  CHECK(problems_of(scope + "unless { true } when { 1 };").empty());
}

TEST_CASE("a tag is read only after it was found, by the same expression", "[cedar]") {
  check_valid("principal.hasTag(\"a\") && principal.getTag(\"a\") == \"b\"");
  check_valid("principal.hasTag(principal.name) && principal.getTag(principal.name) == \"b\"");
  check_valid("resource.hasTag(\"a\") && resource.getTag(\"a\")");
  check_invalid("principal.getTag(\"a\") == \"b\"");
  check_invalid("principal.hasTag(\"a\") && principal.getTag(\"b\") == \"b\"");
  check_invalid("principal.hasTag(\"a\") && principal.getTag(\"a\") == 1");
  check_invalid("principal has a || principal.hasTag(1)");
}

TEST_CASE("sets and branches have members of one type", "[cedar]") {
  check_valid("[1, 2].contains(principal.age)");
  check_valid("principal in [Team::\"a\", Team::\"b\"]");
  check_valid("(if principal has nick then [true] else [false]).contains(true)");
  for (const char* condition :
       {"[].isEmpty()", "[1, \"a\"].isEmpty()", "principal in [User::\"a\", Team::\"b\"]",
        "(if principal has nick then 1 else \"a\") == 1",
        "(if principal has nick then {a: 1} else {b: 1}) == {a: 1}",
        "(if principal has nick then principal else resource) == principal"}) {
    check_invalid(condition);
  }
}

TEST_CASE("an extension constructs from a text that is written out and can be read", "[cedar]") {
  check_valid("context has from && context.from.isInRange(ip(\"10.0.0.0/8\"))");
  check_valid("context.now.offset(duration(\"1d\")).toDate() == context.now.toDate()");
  check_valid("context.now.durationSince(context.now).toHours() < 3");
  check_valid("decimal(\"1.0\").lessThan(decimal(\"1.1\"))");
  for (const char* condition :
       {"ip(principal.name).isIpv4()", "ip(\"10.0.0\").isIpv4()", "ip(1).isIpv4()",
        "ip(\"::1\", \"::1\").isIpv4()", "decimal(\"1\") == decimal(\"1.0\")",
        "context.now.offset(1) == context.now", "context.now.isIpv4()", "context.now.toDate(1)"}) {
    check_invalid(condition);
  }
}

TEST_CASE("a template is checked whatever its slots are given, a link by what they were",
          "[cedar]") {
  PolicySetBuilder builder;
  REQUIRE(builder.add_text("permit(principal == ?principal, action, resource in ?resource)"
                           " when { principal is User && principal.age > 1 };"));
  CHECK(validate(builder.set(), schema()).empty());
  REQUIRE(builder.link("policy0", "good", {EntityUid{"User", "a"}, EntityUid{"Team", "t"}}));
  CHECK(validate(builder.set(), schema()).empty());
  REQUIRE(builder.link("policy0", "bad", {EntityUid{"Lead", "a"}, EntityUid{"Team", "t"}}));
  CHECK(validate(builder.set(), schema()).size() == 1);
  REQUIRE(builder.link("policy0", "worse", {EntityUid{"Nobody", "a"}, EntityUid{"Team", "t"}}));
  CHECK(validate(builder.set(), schema()).size() == 3);
}

TEST_CASE("what is wrong with a template is not told again of its links", "[cedar]") {
  PolicySetBuilder builder;
  REQUIRE(builder.add_text("permit(principal in ?principal, action, resource) when { 1 };"));
  CHECK(validate(builder.set(), schema()).size() == 1);
  REQUIRE(builder.link("policy0", "link", {EntityUid{"Team", "t"}, std::nullopt}));
  CHECK(validate(builder.set(), schema()).size() == 1);
}

namespace {

Problems problems_of_request(const EntityUid& principal, const EntityUid& resource,
                             std::string_view context, std::string_view action = "read") {
  Arena arena;
  const auto record = read_context(context, arena).value();
  return validate(Request{principal, {"Action", action}, resource, record}, schema());
}

constexpr std::string_view now = R"({"now": {"__extn": {"fn": "datetime", "arg": "2026-01-01"}}})";

} // namespace

TEST_CASE("a request is of a declared action, for types and in a context it applies to",
          "[cedar]") {
  const EntityUid user{"User", "a"};
  const EntityUid lead{"Lead", "l"};
  CHECK(problems_of_request(user, lead, now).empty());
  CHECK(problems_of_request(user, lead, now, "write").size() == 1);
  CHECK(problems_of_request(lead, user, now).size() == 2);
  CHECK(problems_of_request({"Nobody", "a"}, lead, now).size() == 2);
  CHECK(problems_of_request({"Colour", "blue"}, lead, now).size() == 2);
  CHECK(problems_of_request(user, lead, "{}").size() == 1);
  CHECK(problems_of_request(user, lead, R"({"now": 1})").size() == 1);
  CHECK(problems_of_request(user, {"Team", "t"}, R"({"more": 1})", "list").size() == 1);
}

namespace {

// One entity, as JSON without a schema.
Problems problems_of_entity(std::string_view json) {
  const auto entities = read_entities("[" + std::string(json) + "]").value();
  return validate(entities, schema());
}

std::string lead_with(std::string_view attributes, std::string_view parents = "") {
  return R"({"uid": {"type": "Lead", "id": "l"}, "attrs": {)" + std::string(attributes) +
         R"(}, "parents": [)" + std::string(parents) + "]}";
}

} // namespace

TEST_CASE("entities have the attributes, tags and ancestors of their type", "[cedar]") {
  const std::string owner = R"("owner": {"__entity": {"type": "User", "id": "a"}})";
  const std::string whole = owner + R"(, "notes": ["a"])";
  CHECK(problems_of_entity(lead_with(whole)).empty());
  CHECK(problems_of_entity(lead_with(whole, R"({"type": "Team", "id": "t"})")).empty());
  CHECK(problems_of_entity(lead_with(owner)).size() == 1);
  CHECK(problems_of_entity(lead_with(owner + R"(, "notes": ["a", 1])")).size() == 1);
  CHECK(problems_of_entity(lead_with(whole + R"(, "more": 1)")).size() == 1);
  CHECK(problems_of_entity(lead_with(whole, R"({"type": "User", "id": "u"})")).size() == 1);
  const std::string paint = R"(, "paint": {"__entity": {"type": "Colour", "id": )";
  CHECK(problems_of_entity(lead_with(whole + paint + R"("red"}})")).empty());
  CHECK(problems_of_entity(lead_with(whole + paint + R"("blue"}})")).size() == 1);
}

TEST_CASE("entities are of declared types, enumerated ids among them, actions as declared",
          "[cedar]") {
  const auto bare = [](const std::string& uid, const std::string& more = "") {
    return problems_of_entity(R"({"uid": )" + uid + R"(, "attrs": {}, "parents": [])" + more + "}");
  };
  CHECK(bare(R"({"type": "Team", "id": "t"})").empty());
  CHECK(bare(R"({"type": "Nobody", "id": "t"})").size() == 1);
  CHECK(bare(R"({"type": "Colour", "id": "red"})").empty());
  CHECK(bare(R"({"type": "Colour", "id": "blue"})").size() == 1);
  CHECK(bare(R"({"type": "Team", "id": "t"})", R"(, "tags": {"a": "b"})").size() == 1);
  CHECK(bare(R"({"type": "Action", "id": "all"})").empty());
  CHECK(bare(R"({"type": "Action", "id": "read"})").size() == 1);
  CHECK(bare(R"({"type": "Action", "id": "write"})").size() == 1);
}

TEST_CASE("more kinds of requests than could be checked in time are refused at once", "[cedar]") {
  std::string text = "entity ";
  for (int i = 0; i < 1'500; ++i) text += (i == 0 ? "T" : ", T") + std::to_string(i);
  std::string list = "[";
  for (int i = 0; i < 1'500; ++i) list += (i == 0 ? "T" : ", T") + std::to_string(i);
  text += ";\naction read appliesTo { principal: " + list + "], resource: " + list + "] };";
  const auto wide = parse_schema(text).value();
  const auto policies = parse_policies("permit (principal, action, resource);").value();
  const auto problems = validate(policies, wide);
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().what.find("too many policies") != std::string::npos);
}
