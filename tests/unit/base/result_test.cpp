#include "support/catch.hpp"

#include "leadvault/base/result.hpp"

namespace {

lv::Result<int> half(int number) {
  if (number % 2 != 0) return LV_FAIL(invalid, "odd");
  return number / 2;
}
lv::Result<int> quarter(int number) {
  LV_TRY(once, half(number));
  LV_TRY(twice, half(once));
  return twice;
}
lv::Result<void> divisible_by_four(int number) {
  LV_CHECK(quarter(number));
  return {};
}

} // namespace

TEST_CASE("a failure travels up unchanged and a value passes through", "[base]") {
  CHECK(quarter(12).value() == 3);
  CHECK(quarter(6).error().code() == lv::Errc::invalid);
  CHECK(std::string_view(quarter(6).error().what()) == "odd");
  CHECK(divisible_by_four(8).has_value());
  CHECK(divisible_by_four(7).has_error());
}

TEST_CASE("asking a failure for its value is a programming error that throws", "[base]") {
  CHECK_THROWS_AS(quarter(1).value(), std::logic_error);
}
