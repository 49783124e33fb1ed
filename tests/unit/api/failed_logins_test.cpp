#include "api/failed_logins.hpp"
#include "support/catch.hpp"

using namespace lv;
using namespace lv::api;

namespace {

class HandClock final : public Clock {
public:
  Time now() const override { return Time{us}; }
  std::int64_t monotonic_us() const override { return us; }
  std::int64_t us = 1;
};

} // namespace

TEST_CASE("a flood of failed logins leaves a bounded number of entries, and none is forgotten",
          "[api]") {
  HandClock clock;
  FailedLogins logins(clock);
  constexpr int flood = 100'000;
  std::uint64_t accounted = 0;
  int entries = 0;
  const auto fail = [&] {
    if (const auto counted = logins.admit()) {
      ++entries;
      accounted += *counted + 1;
    }
  };
  for (int i = 0; i < flood; ++i) fail();
  CHECK(entries == FailedLogins::entries_per_minute);
  clock.us += 1'000'000; // a second brings its share back
  fail();
  CHECK(accounted == flood + 1);
}
