#include "api/field_list.hpp"

#include <algorithm>

namespace lv::api {

std::vector<NamedAsk> split_field_list(std::string_view list) {
  std::vector<NamedAsk> asked;
  asked.reserve(1 + static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')));
  while (true) {
    const auto comma = list.find(',');
    asked.push_back({list.substr(0, comma), "query/fields"});
    if (comma == std::string_view::npos) return asked;
    list.remove_prefix(comma + 1);
  }
}

std::vector<policy::FieldAsk> parse_field_list(const lead::Catalogue& catalogue,
                                               const std::vector<NamedAsk>& asked,
                                               Violations& violations) {
  constexpr std::string_view mask = ".mask";
  std::vector<policy::FieldAsk> fields;
  fields.reserve(asked.size());
  lead::FieldSet seen;
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
    } else if (seen.contains(field->id)) {
      violations.push_back(
          {pointer, "duplicate", "the field '" + field->name + "' is asked for twice"});
    } else {
      seen.insert(field->id);
      fields.push_back({field->id, view});
    }
  }
  return fields;
}

} // namespace lv::api
