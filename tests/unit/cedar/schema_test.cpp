#include "unit/cedar/schema_fixture.hpp"

#include "leadvault/base/limits.hpp"

using namespace lv;
using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {

std::vector<std::string> ids(const List<EntityUid>& list) {
  std::vector<std::string> found;
  for (const auto& uid : list) found.push_back(std::string(uid.type) + "/" + std::string(uid.id));
  return found;
}

// "line:column" of the first problem.
std::string place_of(const std::string& text) {
  const auto schema = parse_schema(text);
  REQUIRE(schema.has_error());
  const auto problem = schema.error().front();
  return std::to_string(problem.line) + ":" + std::to_string(problem.column);
}

const Type& attribute_of(const Schema& schema, std::string_view type, std::string_view name) {
  const auto* entity = schema.entity_type(type);
  REQUIRE(entity != nullptr);
  const auto* attribute = entity->shape->attribute(name);
  REQUIRE(attribute != nullptr);
  return *attribute->type;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string whole;
  for (std::size_t i = 0; i < times; ++i) whole += text;
  return whole;
}

} // namespace

TEST_CASE("an entity type has its attributes, parents, tags and all ancestors", "[cedar]") {
  const auto schema = must(parse_schema(R"(
    // people and what they are in
    entity Org;
    entity Team, Squad in [Org];
    entity User in [Team, Squad] = {
      name: String, age?: Long, "e-mail": String, flags: Set<Bool>, home: { zip: String, },
    } tags Set<String>;
  )"));
  CHECK(schema.entity_types().size() == 4);
  CHECK(schema.entity_types().front()->name == "Org");
  const auto* user = schema.entity_type("User");
  REQUIRE(user != nullptr);
  CHECK(strings(user->parents) == std::vector<std::string>{"Squad", "Team"});
  CHECK(strings(user->ancestors) == std::vector<std::string>{"Org", "Squad", "Team"});
  CHECK(user->id_rule == EntityType::Ids::free);
  REQUIRE(user->tags != nullptr);
  CHECK(user->tags->element->kind == Type::Kind::string);
  CHECK(user->shape->attributes.size() == 5);
  CHECK(user->shape->attribute("age")->presence == AttributeType::Presence::optional);
  CHECK(user->shape->attribute("e-mail")->presence == AttributeType::Presence::required);
  CHECK(user->shape->attribute("flags")->type->element->kind == Type::Kind::boolean);
  CHECK(user->shape->attribute("home")->type->attribute("zip")->type->kind == Type::Kind::string);
  CHECK(user->shape->attribute("e") == nullptr);
  CHECK(schema.entity_type("Org")->shape->attributes.empty());
  CHECK(schema.entity_type("Org")->tags == nullptr);
  CHECK(schema.entity_type("Nobody") == nullptr);
}

TEST_CASE("types of entities may lie on a cycle, each above itself", "[cedar]") {
  const auto schema = must(parse_schema("entity A in [B]; entity B in [A, C]; entity C;"));
  CHECK(strings(schema.entity_type("A")->ancestors) == std::vector<std::string>{"A", "B", "C"});
  CHECK(schema.entity_type("C")->ancestors.empty());
}

TEST_CASE("an enumerated type has its ids and no attributes", "[cedar]") {
  const auto schema = must(parse_schema(R"(entity Tone enum ["loud", "calm", "calm"];)"));
  const auto* tone = schema.entity_type("Tone");
  CHECK(tone->id_rule == EntityType::Ids::enumerated);
  CHECK(strings(tone->ids) == std::vector<std::string>{"calm", "loud"});
  CHECK(tone->shape->attributes.empty());
}

TEST_CASE("an action has its groups, what it applies to and its context", "[cedar]") {
  const auto schema = must(parse_schema(R"(
    type Asked = { at: datetime };
    entity User, Lead, Robot;
    action all;
    action read in all;
    action "show it", list in [read, Action::"all"] appliesTo {
      context: Asked, resource: Lead, principal: [User, Robot, User],
    };
  )"));
  CHECK(schema.actions().size() == 4);
  const auto* show = schema.action({"Action", "show it"});
  REQUIRE(show != nullptr);
  CHECK(ids(show->ancestors) == std::vector<std::string>{"Action/all", "Action/read"});
  CHECK(strings(show->principals) == std::vector<std::string>{"Robot", "User"});
  CHECK(strings(show->resources) == std::vector<std::string>{"Lead"});
  CHECK(show->context->attribute("at")->type->name == "datetime");
  const auto* all = schema.action({"Action", "all"});
  REQUIRE(all != nullptr);
  CHECK(all->principals.empty());
  CHECK(all->context->kind == Type::Kind::record);
  CHECK(schema.action({"Action", "none"}) == nullptr);
}

TEST_CASE("a name means the nearest namespace, and there a common type first", "[cedar]") {
  const auto schema = must(parse_schema(R"(
    entity Top { n: Long };
    type Both = Long;
    entity Both;
    namespace A {
      entity Own;
      type decimal = String;
      entity User { own: Own, top: Top, both: Both, dec: decimal, far: B::Own,
                    dec2: __cedar::decimal, long: __cedar::Long, act: Action,
                    acts: Set<B::Action> };
      action go in B::Action::"stay";
    }
    namespace B { entity Own; action stay; }
  )"));
  const auto type = [&](std::string_view name) { return attribute_of(schema, "A::User", name); };
  CHECK(type("own").name == "A::Own");
  CHECK(type("top").name == "Top");
  CHECK(type("both").kind == Type::Kind::integer);
  CHECK(type("dec").kind == Type::Kind::string);
  CHECK(type("far").name == "B::Own");
  CHECK(type("dec2").name == "decimal");
  CHECK(type("long").kind == Type::Kind::integer);
  CHECK(type("act").name == "A::Action");
  CHECK(type("acts").element->name == "B::Action");
  CHECK(ids(schema.action({"A::Action", "go"})->ancestors) ==
        std::vector<std::string>{"B::Action/stay"});
}

TEST_CASE("a name that is declared hides a built-in one, which keeps its long name", "[cedar]") {
  const auto schema = must(parse_schema("entity Long; type ipaddr = __cedar::Long;"
                                        "entity User { a: Long, b: ipaddr, c: __cedar::Long };"));
  CHECK(attribute_of(schema, "User", "a").kind == Type::Kind::entity);
  CHECK(attribute_of(schema, "User", "b").kind == Type::Kind::integer);
  CHECK(attribute_of(schema, "User", "c").kind == Type::Kind::integer);
}

TEST_CASE("common types are replaced, however long their chain", "[cedar]") {
  std::string text = "type T0 = { deep: Set<Long> };";
  for (std::size_t i = 1; i < 2'000; ++i) {
    text += "type T" + std::to_string(i) + " = T" + std::to_string(i - 1) + ";";
  }
  const auto schema = must(parse_schema(text + "entity User { t: T1999 };"));
  CHECK(attribute_of(schema, "User", "t").attribute("deep")->type->kind == Type::Kind::set);
}

TEST_CASE("of attributes of one name the last counts", "[cedar]") {
  const auto schema = must(parse_schema("entity User { a: Nothing, b: Long, a?: String };"));
  const auto* shape = schema.entity_type("User")->shape;
  CHECK(shape->attributes.size() == 2);
  CHECK(shape->attribute("a")->type->kind == Type::Kind::string);
  CHECK(shape->attribute("a")->presence == AttributeType::Presence::optional);
}

TEST_CASE("what the grammar of schemas allows is accepted", "[cedar]") {
  check_accepted(
      parse_schema,
      {
          "",
          " // nothing\n",
          "namespace A {}",
          "namespace A :: B { entity C; } entity D { c: A :: B // there\n :: C };",
          "@doc(\"x\") @id namespace A { @doc @if(\"y\") entity B { @doc(\"z\") c: Long }; }",
          "@a entity A, B; @a action b; @a type C = Long;",
          "entity A {}; entity B = {}; entity C {} tags A; entity D in [] tags Set<{}>;",
          "entity A in A; entity B in [A] { \"\": Long, \"a b\"?: Bool };",
          "entity entity, action, type, tags, enum, namespace, Set, Long, appliesTo, principal;",
          "entity A; entity B in A { Set: Set<Long>, tags: tags, in_: A }; entity tags;",
          "entity enum enum [\"a\"]; entity B enum [\"\"];",
          "action a; action \"\"; action __cedar, \"if\" attributes {};",
          "action a in b; action b, c; action d in [b, Action::\"c\", \"a\"];",
          "entity U; action a appliesTo { principal: U, resource: [U] };",
          "entity U; action a appliesTo { principal: U, context: {}, resource: [U], } attributes "
          "{};",
          "entity U; type C = {}; action a appliesTo { principal: U, resource: U, context: C };",
          "type A = B; type B = { c: Set<C> }; type C = Long;",
          "namespace A { type X = { a: B::X }; } namespace B { type X = Long; }",
          "entity A { __cedar: __cedar::String };",
          "type Action = Long; action a;",
      });
}

TEST_CASE("what is not in the grammar is refused with what was expected", "[cedar]") {
  check_refused(
      parse_schema,
      {
          {"entity", "expected the name of a type"},
          {"entity A", "expected `;`"},
          {"entity A,;", "expected the name of a type"},
          {"entity A = ;", "expected `{`"},
          {"entity A in [B,];", "expected the name of an entity type"},
          {"entity A { b };", "expected `:`"},
          {"entity A { b: };", "expected a type"},
          {"entity A { , };", "expected the name of an attribute"},
          {"entity A { b: Long,, };", "expected the name of an attribute"},
          {"entity A { b: Set<Long };", "expected `>`"},
          {"entity A { b: Set<> };", "expected a type"},
          {"entity A { in: Long };", "expected the name of an attribute"},
          {"entity A enum [];", "expected the id of an entity"},
          {"entity A enum [\"a\",];", "expected the id of an entity"},
          {"entity A enum [\"a\"] tags Long;", "expected `;`"},
          {"entity A in [A] enum [\"a\"];", "expected `;`"},
          {"entity \"A\";", "expected the name of a type"},
          {"entity A::B;", "expected `;`"},
          {"type A;", "expected `=`"},
          {"type A, B = Long;", "expected `=`"},
          {"action a in [];", "expected the name of an action"},
          {"action a in b::c;", "expected `::`"},
          {"action a in b::c\"d\";", "expected `::`"},
          {"action a in b::;", "expected the id of an action"},
          {"action a appliesTo {};", "each once"},
          {"entity U; action a appliesTo { principal: U };", "a `principal` and a `resource`"},
          {"entity U; action a appliesTo { principal: U, principal: U, resource: U };",
           "each once"},
          {"entity U; action a appliesTo { principal: [], resource: U };",
           "at least one entity type"},
          {"entity U; action a appliesTo { principal: U resource: U };", "expected `}`"},
          {"entity U; action a appliesTo { principal: U, resource: U, context: Set<Long> };",
           "expected `}`"},
          {"action a attributes { b: Long };", "expected `}`"},
          {"namespace A { namespace B {} }", "expected a declaration"},
          {"namespace A { entity B;", "expected a declaration"},
          {"entity A; ;", "expected a declaration"},
          {"@a(b) entity A;", "expected the value of an annotation"},
          {"@a @a entity A;", "an annotation that is not there yet"},
          {"entity A { @a(\"\") @a b: Long };", "an annotation that is not there yet"},
          {"@a", "expected a declaration"},
          {"@doc(\"\\q\") entity A;", "escape"},
          {"entity A { b: 1 };", "expected a type"},
      });
  CHECK(place_of("entity A;\n  entity B {\n    c: Long\n    d: Long };") == "4:5");
}

TEST_CASE("a declaration of a reserved or taken name is refused", "[cedar]") {
  check_refused(parse_schema,
                {
                    {"entity A; entity A;", "declared twice"},
                    {"entity A, A;", "declared twice"},
                    {"type A = Long; type A = Long;", "declared twice"},
                    {"action a, \"a\";", "declared twice"},
                    {"namespace A {} namespace A {}", "declared twice"},
                    {"namespace A { entity B; } namespace A { entity C; }", "declared twice"},
                    {"entity __cedar;", "`__cedar` is reserved"},
                    {"type __cedar = Long;", "`__cedar` is reserved"},
                    {"namespace __cedar {}", "`__cedar` is reserved"},
                    {"namespace A::__cedar::B {}", "`__cedar` is reserved"},
                    {"entity Action;", "`Action` is the type of actions"},
                    {"namespace A { entity Action; }", "`Action` is the type of actions"},
                    {"entity A; namespace B { entity A; }", "in no namespace"},
                    {"entity A; namespace B::C { type A = Long; }", "in no namespace"},
                    {"namespace B { entity A; } type A = Long;", "in no namespace"},
                    {"action a; namespace B { action a; }", "in no namespace"},
                    {"entity if;", "a word of the language"},
                    {"namespace A { entity in; }", "a word of the language"},
                });
  for (const std::string word :
       {"Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String"}) {
    CHECK(problem_of(parse_schema, "type " + word + " = __cedar::Long;").find("is reserved") !=
          std::string::npos);
    CHECK(problem_of(parse_schema, "namespace A { entity " + word + "; }") == "");
  }
}

TEST_CASE("a name that means nothing at its place is refused", "[cedar]") {
  check_refused(parse_schema,
                {
                    {"entity A { b: Nobody };",
                     "`Nobody` is not declared as a common type or an entity type"},
                    {"entity A { b: Boolean };", "is not declared"},
                    {"entity A { b: Set };", "is not declared"},
                    {"entity A { b: __cedar::Boolean };", "is not declared"},
                    {"entity A { b: __cedar::Nobody };", "is not declared"},
                    {"entity A { b: A::Long };", "is not declared"},
                    {"entity A { b: Action };", "is not declared"},
                    {"namespace N { entity B; } entity A { b: B };", "is not declared"},
                    {"entity A tags Nobody;", "is not declared"},
                    {"type T = Nobody;", "is not declared"},
                    {"type T = Long; entity A in T;", "is not declared as an entity type"},
                    {"entity A in Nobody;", "is not declared as an entity type"},
                    {"action a; entity A in Action;", "is not declared as an entity type"},
                    {"action a; entity U; action b appliesTo { principal: Action, resource: U };",
                     "is not declared as an entity type"},
                    {"entity U; action a appliesTo { principal: U, resource: V };",
                     "is not declared as an entity"},
                    {"entity U; action a appliesTo { principal: U, resource: U, context: U };",
                     "is not declared as a common type"},
                    {"entity U; action a appliesTo { principal: U, resource: U, context: Long };",
                     "expected a record"},
                    {"action a in b;", "the action `Action::\"b\"` is not declared"},
                    {"entity U; action a in U::\"b\";", "the action `U::\"b\"` is not declared"},
                    {"namespace N { action b; } action a in b;", "is not declared"},
                });
  CHECK(place_of("entity A;\nentity B in [A,\n  C];") == "3:3");
}

TEST_CASE("a common type or an action that is in itself is refused", "[cedar]") {
  check_refused(parse_schema,
                {
                    {"type A = A;", "is defined by itself"},
                    {"type A = Set<B>; type B = { c?: C }; type C = A;", "is defined by itself"},
                    {"namespace N { type decimal = decimal; }", "is defined by itself"},
                    {"action a in a;", "is in itself"},
                    {"action a in b; action b in c; action c in [a];", "is in itself"},
                });
}

TEST_CASE("all names that mean nothing are told, in the order of the text", "[cedar]") {
  const auto schema = parse_schema("action z in y; entity B { b: X }; entity A in Y;");
  REQUIRE(schema.has_error());
  const Problems problems = schema.error();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].column < problems[1].column);
  CHECK(problems[1].column < problems[2].column);
  const auto many = parse_schema("entity B in [" + repeated("X, ", 151) + "X];");
  REQUIRE(many.has_error());
  CHECK(many.error().back().what == "52 more problems are not listed");
}

TEST_CASE("a schema is bounded in depth, size and what it costs to resolve", "[cedar]") {
  const auto nested = [](std::size_t depth) {
    return "entity A { b: " + repeated("Set<", depth) + "Long" + repeated(">", depth) + " };";
  };
  check_accepted(parse_schema, {nested(limits::cedar_depth_max - 2)});
  std::string doubling = "type T0 = { a: Long, b: Long };";
  std::string deepening = "type T0 = Set<Long>;";
  for (std::size_t i = 1; i < 300; ++i) {
    const auto name = "type T" + std::to_string(i) + " = ";
    const auto before = "T" + std::to_string(i - 1);
    doubling += name + "{ a: " + before + ", b: " + before + " };";
    deepening += name + "Set<" + before + ">;";
  }
  std::string tower = "entity T0;";
  for (std::size_t i = 1; i < 5'000; ++i) {
    tower += "entity T" + std::to_string(i) + " in T" + std::to_string(i - 1) + ";";
  }
  std::string shared = "entity N";
  for (std::size_t i = 0; i < 1'000; ++i) shared += ", N" + std::to_string(i);
  shared += " enum [\"" + std::string(10'000, 'a') + "\"];";

  check_refused(
      parse_schema,
      {{nested(limits::cedar_depth_max), "less deep"},
       {nested(100'000), "less deep"},
       {doubling, "too many parts"},
       {deepening, "too deep"},
       {tower, "too often"},
       {shared, "too often"},
       {"namespace " + std::string(limits::cedar_scope_bytes_max + 1, 'N') + " {}", "too long"},
       {std::string(limits::cedar_text_bytes_max + 1, ' '), "longer than"}});
}
