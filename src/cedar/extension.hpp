// The extension types: their texts, and calls of their functions. Strict where the official engine
// is: no leading zeros in addresses, one to four digits of fraction, real calendar dates.
// Source: docs.cedarpolicy.com, "Extension types"; Cedar RFC 80 (datetime).
#pragma once

#include "leadvault/cedar/evaluate.hpp"
#include "leadvault/cedar/function.hpp"

namespace lv::cedar {

inline constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1'000;

std::optional<Decimal> parse_decimal(std::string_view text);
std::optional<IpNet> parse_ip(std::string_view text);
std::optional<Datetime> parse_datetime(std::string_view text);
std::optional<Duration> parse_duration(std::string_view text);

boost::system::result<Value, EvalErrc> call(Function function, std::span<const Value> arguments);

// Called by value() on a failure: a programming error.
[[noreturn]] void throw_exception_from_error(const EvalErrc& code, const boost::source_location&);

} // namespace lv::cedar
