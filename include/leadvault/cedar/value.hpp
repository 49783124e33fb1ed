// Value: what a Cedar expression evaluates to. A value is a view into the Arena it was made in and
// lives no longer. Sets and records are canonical: sorted, without duplicates, so that equality is
// a walk along both. Source: docs.cedarpolicy.com, "Supported data types".
#pragma once

#include "leadvault/cedar/arena.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>
#include <variant>

namespace lv::cedar {

struct EntityUid {
  std::string_view type; // "Namespace::User"
  std::string_view id;
  friend bool operator==(const EntityUid&, const EntityUid&) = default;
  friend auto operator<=>(const EntityUid&, const EntityUid&) = default;
};

struct Decimal {
  std::int64_t ten_thousandths = 0;
  friend auto operator<=>(const Decimal&, const Decimal&) = default;
};

struct Datetime {
  std::int64_t unix_ms = 0;
  friend auto operator<=>(const Datetime&, const Datetime&) = default;
};

struct Duration {
  std::int64_t ms = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

// An address, or a range of them: 10.0.0.0/8. Two are equal when address, prefix and family are.
struct IpNet {
  enum class Family : std::uint8_t { v4, v6 };
  Family family = Family::v4;
  std::uint8_t prefix_bits = 32;
  std::array<std::uint8_t, 16> address{}; // of v4: the first four
  friend auto operator<=>(const IpNet&, const IpNet&) = default;
};

class Value;
struct Attribute;

struct Set {
  List<Value> members; // ascending, each once
};

struct Record {
  List<Attribute> attributes; // ascending names, each once
  const Value* find(std::string_view name) const;
};

// In the order of Value's alternatives.
enum class ValueKind : std::uint8_t {
  boolean,
  integer,
  string,
  entity,
  set,
  record,
  decimal,
  ip,
  datetime,
  duration
};

std::string_view kind_name(ValueKind kind); // as Cedar's documentation calls it: "long", "set"

template <class T, class Variant>
inline constexpr bool is_alternative = false;
template <class T, class... Alternatives>
inline constexpr bool
    is_alternative<T, std::variant<Alternatives...>> = (std::is_same_v<T, Alternatives> || ...);

class Value {
public:
  using Data = std::variant<bool, std::int64_t, std::string_view, EntityUid, Set, Record, Decimal,
                            IpNet, Datetime, Duration>;

  Value() : data_(false) {}
  template <class T>
  requires is_alternative<T, Data>
  explicit Value(T data) : data_(std::in_place_type<T>, data) {}

  ValueKind kind() const { return static_cast<ValueKind>(data_.index()); }
  // The value as a T, or null when it is of another kind.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&data_);
  }
  // What `visitor` returns for the alternative that it is.
  template <class Visitor>
  auto visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), data_);
  }

  // A total order, by kind and then within it: what sets are sorted by, not Cedar's `<`.
  friend std::strong_ordering operator<=>(const Value& left, const Value& right);
  friend bool operator==(const Value& left, const Value& right) { return (left <=> right) == 0; }

private:
  Data data_;
};

struct Attribute {
  std::string_view name;
  Value value;
};

// Sorts in place, drops duplicates, keeps what is left in `arena`.
Set make_set(Arena& arena, std::span<Value> members);
bool contains(const Set& set, const Value& value);

// Sorts in place. `attributes` have unique names.
Record make_record(Arena& arena, std::span<Attribute> attributes);

// The same value, its texts and parts copied: lives as long as `arena`.
Value keep(Arena& arena, const Value& value);

} // namespace lv::cedar
