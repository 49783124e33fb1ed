// SchemaNames: what the names of types in a schema stand for. A name without a namespace is looked
// for in the namespace it is written in, then in none; in either a common type comes before an
// entity type. Source: docs.cedarpolicy.com, "Schema format"; Cedar RFC 24.
#pragma once

#include "cedar/schema_raw.hpp"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace lv::cedar {

struct Meaning {
  enum class Kind : std::uint8_t { nothing, entity, common };
  Kind kind = Kind::nothing;
  std::string_view entity; // in full
  std::size_t common = 0;
};

class SchemaNames {
public:
  // Both false: there is one of this name already. Names are in full and outlive this.
  bool add_entity(std::string_view name) { return entities_.insert(name).second; }
  bool add_common(std::string_view name, std::size_t number) {
    return commons_.emplace(name, number).second;
  }
  // Where there are actions, `Action` is an entity type too.
  void add_action_type(std::string_view name) { entities_.insert(name); }
  // Another name for a common type, unless it is taken.
  void add_alias(std::string_view name, std::size_t number);

  Meaning find(std::string_view name, std::string_view scope, Reference reference) const;

private:
  std::unordered_set<std::string_view> entities_;
  std::unordered_map<std::string_view, std::size_t> commons_;
};

// `name` in the namespace `scope`, which is empty for none.
std::string full_name(std::string_view scope, std::string_view name);

// The full names that `name` may stand for when it is written in `scope`, the first that is
// declared wins.
std::vector<std::string> candidates(std::string_view name, std::string_view scope);

} // namespace lv::cedar
