#include "leadvault/lead/catalogue.hpp"

#include <algorithm>

namespace lv::lead {
namespace {

template <class List, class Number>
auto by_id(const List& list, Number id) -> const typename List::value_type* {
  const auto at = std::lower_bound(list.begin(), list.end(), id,
                                   [](const auto& one, const auto& key) { return one.id < key; });
  return at != list.end() && at->id == id ? &*at : nullptr;
}

template <class List>
auto by_name(const List& list, std::string_view name) -> const typename List::value_type* {
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
  return at != list.end() ? &*at : nullptr;
}

} // namespace

const FieldDef* Catalogue::field(FieldId id) const { return by_id(fields_, id); }
const FieldDef* Catalogue::field(std::string_view name) const { return by_name(fields_, name); }
const PurposeDef* Catalogue::purpose(PurposeId id) const { return by_id(purposes_, id); }
const PurposeDef* Catalogue::purpose(std::string_view name) const {
  return by_name(purposes_, name);
}
const ActionDef* Catalogue::action(std::uint16_t id) const { return by_id(actions_, id); }
const ActionDef* Catalogue::action(std::string_view name) const { return by_name(actions_, name); }
const IndexDef* Catalogue::index(std::uint16_t id) const { return by_id(indexes_, id); }
const RoleDef* Catalogue::role(std::uint16_t id) const { return by_id(roles_, id); }
const RoleDef* Catalogue::role(std::string_view name) const { return by_name(roles_, name); }

} // namespace lv::lead
