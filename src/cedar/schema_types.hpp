// SchemaTypes: makes the types of a schema from what was written: names resolved, common types
// replaced. Each common type is made once and shared, so a type is a graph: what it would be as a
// tree is bounded too, for validation walks trees.
#pragma once

#include "cedar/schema_names.hpp"
#include "cedar/schema_report.hpp"

namespace lv::cedar {

class SchemaTypes {
public:
  // Declares `__cedar::Long` and the like. What is made lies in `arena`.
  SchemaTypes(Arena& arena, SchemaNames& names, SchemaReport& report);

  void declare(const RawCommon& common, std::string_view scope, std::string_view full);
  // Once all is declared, before any type is made: `Long` and the like where no one else has the
  // name; then the common types. Refuses those that are defined by themselves.
  void resolve_commons();
  TypePtr make(const RawType& raw, std::string_view scope); // null: refused
  TypePtr empty_record() const { return empty_record_; }

private:
  struct Made {
    TypePtr type = nullptr;
    std::size_t depth = 1;
    std::size_t parts = 1; // as a tree
  };
  struct Common {
    const RawType* raw = nullptr; // null: built in
    std::string_view scope;
    Made made;
    RawName name;
  };

  void add_aliases();
  void note_uses(const RawType& raw, std::size_t user,
                 std::vector<std::vector<std::size_t>>& users) const;
  Made resolve(const RawType& raw, std::string_view scope);
  Made resolve_name(const RawType& raw, std::string_view scope);
  Made resolve_set(const RawType& raw, std::string_view scope);
  Made resolve_record(const RawType& raw, std::string_view scope);
  Made bounded(const Made& made, Span where); // refuses what is too deep or too large

  Arena& arena_;
  SchemaNames& names_;
  SchemaReport& report_;
  TypePtr empty_record_ = nullptr;
  std::vector<Common> commons_;
  std::unordered_map<const RawType*, TypePtr> made_; // several names share one declaration
};

} // namespace lv::cedar
