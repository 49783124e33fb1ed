#include "support/catch.hpp"

#include "leadvault/base/error.hpp"

#include <cstring>
#include <set>

TEST_CASE("every error code has its own kebab-case name", "[base]") {
  std::set<std::string_view> names;
  const auto last = static_cast<int>(lv::Errc::internal);
  for (int code = 0; code <= last; ++code) {
    const std::string_view name = lv::code_name(static_cast<lv::Errc>(code));
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    CHECK(names.insert(name).second);
  }
  CHECK(lv::code_name(lv::Errc::not_found) == "not-found");
  CHECK(lv::code_name(lv::Errc::consent_missing) == "consent-missing");
  CHECK(lv::code_name(lv::Errc::purpose_not_bound) == "purpose-not-bound");
}

TEST_CASE("an error knows the place that made it", "[base]") {
  const lv::Error error(lv::Errc::io, "x");
  CHECK(std::strstr(error.where().file_name(), "error_test.cpp") != nullptr);
  CHECK(error.where().line() == __LINE__ - 2);
}
