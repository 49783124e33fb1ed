// SchemaBuilder: takes what a schema declares, in any order, and makes the Schema: names resolved,
// common types replaced, hierarchies closed. Used once, by one thread. Accepts what the official
// engine accepts. Source: docs.cedarpolicy.com, "Schema format"; Cedar RFCs 24, 52, 53 and 70.
#pragma once

#include "cedar/schema_hierarchy.hpp"
#include "cedar/schema_types.hpp"

namespace lv::cedar {

class SchemaBuilder {
public:
  // Spans are of `text`, which outlives this; nothing: the problems have no lines.
  explicit SchemaBuilder(std::optional<std::string_view> text);

  Arena& scratch() { return scratch_; } // for what is added

  void enter(const RawName& scope); // what is added next is in this namespace
  void leave();
  void add(const RawCommon& common);
  void add(const RawEntity& entity);
  void add(const RawAction& action);

  Checked<Schema> build() &&;

private:
  struct DeclaredName {
    RawName name;
    std::string_view scope;
  };
  struct DeclaredEntity {
    RawEntity raw;
    std::string_view scope;
    std::string_view name; // in full
  };
  struct DeclaredAction {
    RawAction raw;
    std::string_view scope;
    EntityUid uid;
  };
  using Numbers = std::vector<std::uint32_t>;

  Arena& arena() { return *schema_.arena_; }
  std::string_view declare(const RawName& name); // the full name
  void check_shadowing(const std::vector<DeclaredName>& declared);

  void make_entity_types();
  void make_actions();
  EntityType entity_type(const DeclaredEntity& declared);
  ActionType action_type(const DeclaredAction& declared);
  TypePtr record_of(const RawType* raw, std::string_view scope, std::string_view what);

  // By number, ascending, each once; refuses what is not declared.
  Numbers entities_named(const List<RawName>& names, std::string_view scope);
  Numbers actions_named(const List<RawGroup>& groups, std::string_view scope);
  std::optional<std::uint32_t> action_named(const RawGroup& group, std::string_view scope) const;
  List<std::string_view> names_of(const Numbers& entities);
  List<std::string_view> kept_ids(const List<std::string_view>& raw); // ascending, each once

  Schema schema_;
  Arena scratch_;
  SchemaReport report_;
  SchemaNames names_;
  SchemaTypes types_;
  std::string_view scope_;                  // the namespace that is entered; empty: none
  std::string_view action_type_ = "Action"; // in it
  std::unordered_set<std::string_view> scopes_;
  std::vector<DeclaredName> type_names_;
  std::vector<DeclaredName> action_ids_;
  std::vector<DeclaredEntity> entities_; // numbered in the order of their names
  std::vector<DeclaredAction> actions_;  // numbered in the order of their uids
};

} // namespace lv::cedar
