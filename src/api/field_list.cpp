#include "api/field_list.hpp"

#include <algorithm>

namespace lv::api {
namespace {

class FieldList {
public:
  FieldList(const lead::Catalogue& catalogue, const char* pointer, Violations& violations)
      : catalogue_(catalogue), pointer_(pointer), violations_(violations) {}

  void reserve(std::size_t count) { fields_.reserve(count); }
  void add(std::string_view item);
  std::vector<policy::FieldAsk> take() { return std::move(fields_); }

private:
  const lead::Catalogue& catalogue_;
  const char* pointer_; // where the list stands
  Violations& violations_;
  std::vector<policy::FieldAsk> fields_;
  lead::FieldSet seen_;
};

void FieldList::add(std::string_view item) {
  constexpr std::string_view mask = ".mask";
  auto view = policy::View::value;
  if (item.size() > mask.size() && item.ends_with(mask)) {
    item.remove_suffix(mask.size());
    view = policy::View::mask;
  }
  const auto* field = catalogue_.field(item);
  if (field == nullptr) {
    violations_.push_back({pointer_, "unknown-field",
                           "the catalogue has no field named '" + std::string(item) + "'"});
  } else if (seen_.contains(field->id)) {
    violations_.push_back(
        {pointer_, "duplicate", "the field '" + field->name + "' is asked for twice"});
  } else {
    seen_.insert(field->id);
    fields_.push_back({field->id, view});
  }
}

} // namespace

std::vector<policy::FieldAsk> fields_of_query(const lead::Catalogue& catalogue,
                                              std::string_view list, Violations& violations) {
  FieldList fields(catalogue, "query/fields", violations);
  fields.reserve(1 + static_cast<std::size_t>(std::count(list.begin(), list.end(), ',')));
  for (;;) {
    const auto comma = list.find(',');
    fields.add(list.substr(0, comma));
    if (comma == std::string_view::npos) return fields.take();
    list.remove_prefix(comma + 1);
  }
}

std::vector<policy::FieldAsk> fields_of_body(const lead::Catalogue& catalogue,
                                             const std::vector<std::string>& names,
                                             Violations& violations) {
  FieldList fields(catalogue, "/fields", violations);
  fields.reserve(names.size());
  for (const auto& name : names) fields.add(name);
  return fields.take();
}

} // namespace lv::api
