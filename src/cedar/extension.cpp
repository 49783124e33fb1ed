#include "cedar/extension.hpp"

#include <stdexcept>

namespace lv::cedar {

namespace {

using CallResult = boost::system::result<Value, EvalErrc>;
using Arguments = std::span<const Value>;

template <class Parse>
CallResult constructed(const Value& argument, Parse parse) {
  const auto* text = argument.as<std::string_view>();
  if (text == nullptr) return EvalErrc::type;
  const auto made = parse(*text);
  if (!made) return EvalErrc::bad_argument;
  return Value(*made);
}

// `apply` on all arguments, which must be a First and a Second.
template <class First, class Second, class Apply>
CallResult on_two(Arguments arguments, Apply apply) {
  const auto* first = arguments[0].as<First>();
  const auto* second = arguments[1].as<Second>();
  if (first == nullptr || second == nullptr) return EvalErrc::type;
  return apply(*first, *second);
}

template <class First, class Apply>
CallResult on_one(Arguments arguments, Apply apply) {
  const auto* first = arguments[0].as<First>();
  if (first == nullptr) return EvalErrc::type;
  return apply(*first);
}

CallResult compared(Function function, const Decimal& left, const Decimal& right) {
  switch (function) {
  case Function::less_than:
    return Value(left < right);
  case Function::less_than_or_equal:
    return Value(left <= right);
  case Function::greater_than:
    return Value(left > right);
  default:
    return Value(left >= right);
  }
}

bool is_v4(const IpNet& net) { return net.family == IpNet::Family::v4; }

bool same_bits(const IpNet& left, const IpNet& right, std::size_t bits) {
  const std::size_t bytes = bits / 8;
  if (!std::equal(left.address.begin(), left.address.begin() + static_cast<std::ptrdiff_t>(bytes),
                  right.address.begin())) {
    return false;
  }
  const unsigned rest = static_cast<unsigned>(bits % 8);
  if (rest == 0) return true;
  const unsigned shift = 8 - rest;
  return left.address[bytes] >> shift == right.address[bytes] >> shift;
}

bool is_in_range(const IpNet& inner, const IpNet& outer) {
  return inner.family == outer.family && inner.prefix_bits >= outer.prefix_bits &&
         same_bits(inner, outer, outer.prefix_bits);
}

// Every address of the range is one.
bool is_loopback(const IpNet& net) {
  if (is_v4(net)) return net.address[0] == 127 && net.prefix_bits >= 8;
  std::array<std::uint8_t, 16> loopback{};
  loopback[15] = 1;
  return net.address == loopback && net.prefix_bits == 128;
}

bool is_multicast(const IpNet& net) {
  if (is_v4(net)) return net.address[0] >> 4 == 0xe && net.prefix_bits >= 4;
  return net.address[0] == 0xff && net.prefix_bits >= 8;
}

CallResult of_address(Function function, const IpNet& net) {
  switch (function) {
  case Function::is_ipv4:
    return Value(is_v4(net));
  case Function::is_ipv6:
    return Value(!is_v4(net));
  case Function::is_loopback:
    return Value(is_loopback(net));
  default:
    return Value(is_multicast(net));
  }
}

// The remainder of a day, never negative.
std::int64_t time_of_day(const Datetime& at) {
  const std::int64_t rest = at.unix_ms % day_ms;
  return rest < 0 ? rest + day_ms : rest;
}

CallResult to_date(const Datetime& at) {
  std::int64_t date = 0;
  if (__builtin_sub_overflow(at.unix_ms, time_of_day(at), &date)) return EvalErrc::overflow;
  return Value(Datetime{date});
}

CallResult offset(const Datetime& at, const Duration& by) {
  std::int64_t moved = 0;
  if (__builtin_add_overflow(at.unix_ms, by.ms, &moved)) return EvalErrc::overflow;
  return Value(Datetime{moved});
}

CallResult duration_since(const Datetime& later, const Datetime& earlier) {
  std::int64_t between = 0;
  if (__builtin_sub_overflow(later.unix_ms, earlier.unix_ms, &between)) return EvalErrc::overflow;
  return Value(Duration{between});
}

std::int64_t unit_ms(Function function) {
  switch (function) {
  case Function::to_seconds:
    return 1'000;
  case Function::to_minutes:
    return 60'000;
  case Function::to_hours:
    return 3'600'000;
  case Function::to_days:
    return day_ms;
  default:
    return 1;
  }
}

} // namespace

void throw_exception_from_error(const EvalErrc&, const boost::source_location&) {
  throw std::logic_error("the call failed");
}

CallResult call(Function function, Arguments arguments) {
  if (arguments.size() != arity(function)) return EvalErrc::argument_count;
  switch (function) {
  case Function::decimal:
    return constructed(arguments[0], parse_decimal);
  case Function::ip:
    return constructed(arguments[0], parse_ip);
  case Function::datetime:
    return constructed(arguments[0], parse_datetime);
  case Function::duration:
    return constructed(arguments[0], parse_duration);
  case Function::less_than:
  case Function::less_than_or_equal:
  case Function::greater_than:
  case Function::greater_than_or_equal:
    return on_two<Decimal, Decimal>(arguments, [function](const Decimal& a, const Decimal& b) {
      return compared(function, a, b);
    });
  case Function::is_ipv4:
  case Function::is_ipv6:
  case Function::is_loopback:
  case Function::is_multicast:
    return on_one<IpNet>(arguments,
                         [function](const IpNet& net) { return of_address(function, net); });
  case Function::is_in_range:
    return on_two<IpNet, IpNet>(arguments, [](const IpNet& inner, const IpNet& outer) {
      return CallResult(Value(is_in_range(inner, outer)));
    });
  case Function::offset:
    return on_two<Datetime, Duration>(arguments, offset);
  case Function::duration_since:
    return on_two<Datetime, Datetime>(arguments, duration_since);
  case Function::to_date:
    return on_one<Datetime>(arguments, to_date);
  case Function::to_time:
    return on_one<Datetime>(
        arguments, [](const Datetime& at) { return CallResult(Value(Duration{time_of_day(at)})); });
  case Function::to_milliseconds:
  case Function::to_seconds:
  case Function::to_minutes:
  case Function::to_hours:
  case Function::to_days:
    return on_one<Duration>(arguments, [function](const Duration& duration) {
      return CallResult(Value(duration.ms / unit_ms(function)));
    });
  }
  return EvalErrc::type;
}

} // namespace lv::cedar
