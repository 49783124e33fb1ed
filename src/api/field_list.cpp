#include "api/field_list.hpp"

#include <set>

namespace lv::api {

std::vector<NamedAsk> split_field_list(std::string_view list) {
  std::vector<NamedAsk> asked;
  while (true) {
    const auto comma = list.find(',');
    asked.push_back({std::string(list.substr(0, comma)), "query/fields"});
    if (comma == std::string_view::npos) return asked;
    list.remove_prefix(comma + 1);
  }
}

std::vector<policy::FieldAsk> parse_field_list(const lead::Catalogue& catalogue,
                                               const std::vector<NamedAsk>& asked,
                                               Violations& violations) {
  constexpr std::string_view mask = ".mask";
  std::vector<policy::FieldAsk> fields;
  std::set<lead::FieldId> seen;
  for (const auto& [text, pointer] : asked) {
    std::string_view name = text;
    auto view = policy::View::value;
    if (name.size() > mask.size() && name.substr(name.size() - mask.size()) == mask) {
      name.remove_suffix(mask.size());
      view = policy::View::mask;
    }
    const auto* field = catalogue.field(name);
    if (field == nullptr) {
      violations.push_back({pointer, "unknown-field",
                            "the catalogue has no field named '" + std::string(name) + "'"});
    } else if (!seen.insert(field->id).second) {
      violations.push_back(
          {pointer, "duplicate", "the field '" + field->name + "' is asked for twice"});
    } else {
      fields.push_back({field->id, view});
    }
  }
  return fields;
}

} // namespace lv::api
