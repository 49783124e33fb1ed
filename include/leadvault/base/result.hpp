// Result<T>: a value or an Error. Expected failures travel as values; see Error.
// Use LV_TRY / LV_CHECK to pass a failure on; LV_CO_* inside coroutines.
#pragma once

#include "leadvault/base/error.hpp"

#include <boost/system/result.hpp>

#include <stdexcept>

namespace lv {

template <class T>
using Result = boost::system::result<T, Error>;

// Called by Result::value() on a failure: a programming error, caught at the borders.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error(error.what());
}

#define LV_FAIL(code, what) ::lv::Error(::lv::Errc::code, what, BOOST_CURRENT_LOCATION)

// LV_TRY(name, expression): on failure return its error, else `name` is the value.
#define LV_TRY(name, ...)                                                                          \
  auto name##_result = (__VA_ARGS__);                                                              \
  if (!name##_result) return name##_result.error();                                                \
  auto& name = *name##_result

#define LV_CHECK(...)                                                                              \
  if (auto lv_check_result = (__VA_ARGS__); !lv_check_result) return lv_check_result.error()

#define LV_CO_TRY(name, ...)                                                                       \
  auto name##_result = (__VA_ARGS__);                                                              \
  if (!name##_result) co_return name##_result.error();                                             \
  auto& name = *name##_result

#define LV_CO_CHECK(...)                                                                           \
  if (auto lv_check_result = (__VA_ARGS__); !lv_check_result) co_return lv_check_result.error()

} // namespace lv
