#include "cedar/schema_names.hpp"

namespace lv::cedar {

std::string full_name(std::string_view scope, std::string_view name) {
  if (scope.empty()) return std::string(name);
  return std::string(scope).append("::").append(name);
}

std::vector<std::string> candidates(std::string_view name, std::string_view scope) {
  std::vector<std::string> names;
  if (!scope.empty() && name.find("::") == std::string_view::npos) {
    names.push_back(full_name(scope, name));
  }
  names.emplace_back(name);
  return names;
}

void SchemaNames::add_alias(std::string_view name, std::size_t number) {
  if (!entities_.contains(name)) commons_.emplace(name, number);
}

Meaning SchemaNames::find(std::string_view name, std::string_view scope,
                          Reference reference) const {
  for (const std::string& candidate : candidates(name, scope)) {
    if (reference != Reference::entity) {
      const auto common = commons_.find(candidate);
      if (common != commons_.end()) return {Meaning::Kind::common, {}, common->second};
    }
    if (reference != Reference::common) {
      const auto entity = entities_.find(candidate);
      if (entity != entities_.end()) return {Meaning::Kind::entity, *entity, 0};
    }
  }
  return {};
}

} // namespace lv::cedar
