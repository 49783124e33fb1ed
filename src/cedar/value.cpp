#include "leadvault/cedar/value.hpp"

namespace lv::cedar {

namespace {

template <class T>
std::strong_ordering order(const T& left, const T& right) {
  return left <=> right;
}

std::strong_ordering order(const Set& left, const Set& right) {
  return std::lexicographical_compare_three_way(left.members.begin(), left.members.end(),
                                                right.members.begin(), right.members.end());
}

std::strong_ordering order(const Attribute& left, const Attribute& right) {
  const auto names = left.name <=> right.name;
  return names != 0 ? names : left.value <=> right.value;
}

std::strong_ordering order(const Record& left, const Record& right) {
  const auto by_both = [](const Attribute& a, const Attribute& b) { return order(a, b); };
  return std::lexicographical_compare_three_way(left.attributes.begin(), left.attributes.end(),
                                                right.attributes.begin(), right.attributes.end(),
                                                by_both);
}

} // namespace

std::string_view kind_name(ValueKind kind) {
  constexpr std::array<std::string_view, 10> names = {"bool",     "long",    "string",  "entity",
                                                      "set",      "record",  "decimal", "ipaddr",
                                                      "datetime", "duration"};
  return names[static_cast<std::size_t>(kind)];
}

std::strong_ordering operator<=>(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return left.kind() <=> right.kind();
  return left.visit([&right](const auto& data) {
    return order(data, *right.as<std::decay_t<decltype(data)>>());
  });
}

const Value* Record::find(std::string_view name) const {
  const auto found = std::lower_bound(
      attributes.begin(), attributes.end(), name,
      [](const Attribute& attribute, std::string_view wanted) { return attribute.name < wanted; });
  return found != attributes.end() && found->name == name ? &found->value : nullptr;
}

Set make_set(Arena& arena, std::span<Value> members) {
  std::sort(members.begin(), members.end());
  const auto last = std::unique(members.begin(), members.end());
  const auto unique = static_cast<std::size_t>(last - members.begin());
  return {arena.keep(std::span<const Value>(members.first(unique)))};
}

bool contains(const Set& set, const Value& value) {
  return std::binary_search(set.members.begin(), set.members.end(), value);
}

Record make_record(Arena& arena, std::span<Attribute> attributes) {
  std::sort(attributes.begin(), attributes.end(),
            [](const Attribute& left, const Attribute& right) { return left.name < right.name; });
  return {arena.keep(std::span<const Attribute>(attributes))};
}

namespace {

template <class T>
T copied(Arena&, const T& data) {
  return data;
}

std::string_view copied(Arena& arena, const std::string_view& text) { return arena.keep(text); }

EntityUid copied(Arena& arena, const EntityUid& uid) {
  return {arena.keep(uid.type), arena.keep(uid.id)};
}

Set copied(Arena& arena, const Set& set) {
  auto* const members = arena.room_for<Value>(set.members.size());
  auto* next = members;
  for (const auto& member : set.members) std::construct_at(next++, keep(arena, member));
  return {{members, set.members.size()}};
}

Record copied(Arena& arena, const Record& record) {
  auto* const attributes = arena.room_for<Attribute>(record.attributes.size());
  auto* next = attributes;
  for (const auto& [name, value] : record.attributes) {
    std::construct_at(next++, Attribute{arena.keep(name), keep(arena, value)});
  }
  return {{attributes, record.attributes.size()}};
}

} // namespace

Value keep(Arena& arena, const Value& value) {
  return value.visit([&arena](const auto& data) { return Value(copied(arena, data)); });
}

} // namespace lv::cedar
