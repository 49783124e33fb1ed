// Catch2 in either major version: 2.13 on Debian 12, 3 on Debian 13.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include "leadvault/base/result.hpp"

#include <string>

// A Result in an assertion prints its error's sentence, never its value: that may be secret and
// need not be printable.
namespace Catch {
template <class T>
struct StringMaker<boost::system::result<T, lv::Error>> {
  static std::string convert(const boost::system::result<T, lv::Error>& result) {
    return result ? "a value" : std::string("error: ") + result.error().what();
  }
};
} // namespace Catch
