// The human-readable schema format, by recursive descent. Source: docs.cedarpolicy.com, "Schema
// grammar".
#include "cedar/schema_builder.hpp"
#include "cedar/schema_type_parser.hpp"

#include "leadvault/base/result.hpp"

namespace lv::cedar {

namespace {

class SchemaParser {
public:
  SchemaParser(TokenCursor& cursor, SchemaBuilder& builder)
      : cursor_(cursor), builder_(builder), types_(cursor, builder.scratch()) {}

  Checked<void> parse();

private:
  Checked<void> name_space();
  Checked<void> declaration();
  Checked<void> entity();
  Checked<void> standard_entity(RawEntity& entity);
  Checked<void> enumerated_entity(RawEntity& entity);
  Checked<void> common();
  Checked<void> action();
  Checked<void> applies_to(RawAction& action);
  Checked<void> applies_to_part(RawAction& action);
  Checked<List<RawName>> applies_to_types();
  Checked<const RawType*> context();

  Checked<RawName> type_name() { return types_.identifier("the name of a type"); }
  Checked<RawName> entity_name() { return types_.path("the name of an entity type"); }
  Checked<RawName> action_name() { return types_.name("the name of an action"); }
  Checked<RawGroup> group();
  Checked<std::string_view> id(std::string_view what);
  Checked<std::string_view> entity_id() { return id("the id of an entity, a string"); }
  Checked<List<RawName>> entity_names(); // one, or any number in brackets
  Checked<List<RawGroup>> groups();      // one, or at least one in brackets
  template <class T>
  Checked<List<T>> list(Checked<T> (SchemaParser::*item)()); // at least one, commas between

  Arena& arena() { return builder_.scratch(); }

  TokenCursor& cursor_;
  SchemaBuilder& builder_;
  SchemaTypeParser types_;
};

Checked<void> SchemaParser::parse() {
  while (!cursor_.at_end()) {
    LV_CHECK(types_.annotations());
    LV_CHECK(cursor_.accept("namespace") ? name_space() : declaration());
  }
  return {};
}

Checked<void> SchemaParser::name_space() {
  LV_TRY(scope, types_.path("the name of a namespace"));
  LV_CHECK(cursor_.expect("{"));
  builder_.enter(scope);
  while (!cursor_.accept("}")) {
    LV_CHECK(types_.annotations());
    LV_CHECK(declaration());
  }
  builder_.leave();
  return {};
}

Checked<void> SchemaParser::declaration() {
  if (cursor_.accept("entity")) return entity();
  if (cursor_.accept("action")) return action();
  if (cursor_.accept("type")) return common();
  return cursor_.expected("a declaration: `entity`, `action` or `type`");
}

Checked<void> SchemaParser::entity() {
  LV_TRY(names, list(&SchemaParser::type_name));
  RawEntity made;
  LV_CHECK(cursor_.accept("enum") ? enumerated_entity(made) : standard_entity(made));
  LV_CHECK(cursor_.expect(";"));
  for (const RawName& name : names) {
    made.name = name;
    builder_.add(made);
  }
  return {};
}

Checked<void> SchemaParser::standard_entity(RawEntity& entity) {
  if (cursor_.accept("in")) {
    LV_TRY(parents, entity_names());
    entity.parents = parents;
  }
  if (cursor_.accept("=") || cursor_.at("{")) {
    LV_TRY(shape, types_.record());
    entity.shape = shape;
  }
  if (cursor_.accept("tags")) {
    LV_TRY(tags, types_.type());
    entity.tags = tags;
  }
  return {};
}

Checked<void> SchemaParser::enumerated_entity(RawEntity& entity) {
  LV_CHECK(cursor_.expect("["));
  LV_TRY(ids, list(&SchemaParser::entity_id));
  LV_CHECK(cursor_.expect("]"));
  entity.ids = ids;
  entity.id_rule = EntityType::Ids::enumerated;
  return {};
}

Checked<void> SchemaParser::common() {
  LV_TRY(name, type_name());
  LV_CHECK(cursor_.expect("="));
  LV_TRY(type, types_.type());
  LV_CHECK(cursor_.expect(";"));
  builder_.add(RawCommon{name, type});
  return {};
}

Checked<void> SchemaParser::action() {
  LV_TRY(names, list(&SchemaParser::action_name));
  RawAction made;
  if (cursor_.accept("in")) {
    LV_TRY(found, groups());
    made.groups = found;
  }
  if (cursor_.at("appliesTo")) {
    LV_CHECK(applies_to(made));
  }
  if (cursor_.accept("attributes")) { // of which the grammar knows none yet
    LV_CHECK(cursor_.expect("{"));
    LV_CHECK(cursor_.expect("}"));
  }
  LV_CHECK(cursor_.expect(";"));
  for (const RawName& name : names) {
    made.id = name;
    builder_.add(made);
  }
  return {};
}

Checked<void> SchemaParser::applies_to(RawAction& action) {
  const Token& first = cursor_.next();
  LV_CHECK(cursor_.expect("{"));
  do {
    LV_CHECK(applies_to_part(action));
  } while (cursor_.accept(",") && !cursor_.at("}"));
  LV_CHECK(cursor_.expect("}"));
  if (!action.principals.empty() && !action.resources.empty()) return {};
  return cursor_.fail(first.where, "expected a `principal` and a `resource` in this `appliesTo`");
}

Checked<void> SchemaParser::applies_to_part(RawAction& action) {
  if (action.principals.empty() && cursor_.accept("principal")) {
    LV_TRY(types, applies_to_types());
    action.principals = types;
  } else if (action.resources.empty() && cursor_.accept("resource")) {
    LV_TRY(types, applies_to_types());
    action.resources = types;
  } else if (action.context == nullptr && cursor_.accept("context")) {
    LV_TRY(type, context());
    action.context = type;
  } else {
    return cursor_.expected("`principal`, `resource` or `context`, each once");
  }
  return {};
}

Checked<List<RawName>> SchemaParser::applies_to_types() {
  LV_CHECK(cursor_.expect(":"));
  const Token& first = cursor_.peek();
  LV_TRY(types, entity_names());
  if (!types.empty()) return types;
  return cursor_.fail(first.where, "expected at least one entity type: leave `appliesTo` out of "
                                   "an action that applies to nothing");
}

Checked<const RawType*> SchemaParser::context() {
  LV_CHECK(cursor_.expect(":"));
  if (cursor_.at("{")) return types_.record();
  LV_TRY(named, types_.path("a record or the name of a common type"));
  RawType made;
  made.kind = RawType::Kind::name;
  made.reference = Reference::common;
  made.name = named.name;
  made.where = named.where;
  return arena().make(made);
}

// `name`, `"name"` or `Type::"name"`.
Checked<RawGroup> SchemaParser::group() {
  constexpr std::string_view what = "the id of an action, a string";
  const Token& first = cursor_.peek();
  RawGroup made;
  LV_TRY(head, action_name());
  made.id = head.name;
  if (first.kind == TokenKind::identifier && cursor_.accept("::")) {
    std::string type(head.name);
    while (cursor_.peek().kind != TokenKind::string) {
      LV_TRY(part, types_.identifier(what));
      type.append("::").append(part.name);
      LV_CHECK(cursor_.expect("::"));
    }
    LV_TRY(name, id(what));
    made.type = arena().keep(type);
    made.id = name;
  }
  made.where = cursor_.since(first);
  return made;
}

Checked<std::string_view> SchemaParser::id(std::string_view what) {
  return parse_string(cursor_, arena(), what);
}

Checked<List<RawName>> SchemaParser::entity_names() {
  if (!cursor_.accept("[")) {
    LV_TRY(one, entity_name());
    return List<RawName>(arena().make(one), 1);
  }
  if (cursor_.accept("]")) return List<RawName>();
  LV_TRY(names, list(&SchemaParser::entity_name));
  LV_CHECK(cursor_.expect("]"));
  return names;
}

Checked<List<RawGroup>> SchemaParser::groups() {
  if (!cursor_.accept("[")) {
    LV_TRY(one, group());
    return List<RawGroup>(arena().make(one), 1);
  }
  LV_TRY(found, list(&SchemaParser::group));
  LV_CHECK(cursor_.expect("]"));
  return found;
}

template <class T>
Checked<List<T>> SchemaParser::list(Checked<T> (SchemaParser::*item)()) {
  std::vector<T> items;
  do {
    LV_TRY(one, (this->*item)());
    items.push_back(one);
  } while (cursor_.accept(","));
  return arena().keep(items);
}

} // namespace

Checked<Schema> parse_schema(std::string_view text) {
  LV_TRY(tokens, tokenize(text));
  TokenCursor cursor(text, std::move(tokens));
  SchemaBuilder builder(text);
  LV_CHECK(SchemaParser(cursor, builder).parse());
  return std::move(builder).build();
}

} // namespace lv::cedar
