#include "support/catch.hpp"

#include "leadvault/base/time.hpp"

using namespace lv;

TEST_CASE("a time is written as RFC 3339 UTC with microseconds", "[base]") {
  CHECK(to_text(Time{0}) == "1970-01-01T00:00:00.000000Z");
  CHECK(to_text(Time{1'795'387'227'123'456}) == "2026-11-22T22:40:27.123456Z");
  CHECK(to_text(Time{253'402'300'799'999'999}) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("RFC 3339 section 5.8: equal instants in other offsets are the same time", "[base]") {
  CHECK(parse_time("1985-04-12T23:20:50.52Z").value() ==
        parse_time("1985-04-12T16:20:50.52-07:00").value());
  CHECK(to_text(parse_time("1996-12-19T16:39:57-08:00").value()) == "1996-12-20T00:39:57.000000Z");
  CHECK(to_text(parse_time("2024-02-29t12:00:00z").value()) == "2024-02-29T12:00:00.000000Z");
  CHECK(to_text(parse_time("2000-01-01T00:00:00.1234569+00:00").value()) ==
        "2000-01-01T00:00:00.123456Z");
  CHECK(parse_time("1970-01-01T00:00:00-00:00").value() == Time{0});
}

TEST_CASE("every microsecond survives writing and reading", "[base]") {
  for (const std::int64_t us : {1LL, 999'999LL, 951'782'400'000'000LL, 253'402'300'799'999'999LL})
    CHECK(parse_time(to_text(Time{us})).value() == Time{us});
}

TEST_CASE("a time that is not RFC 3339 or not a real instant is refused", "[base]") {
  for (const char* text : {"",
                           "2026-11-22",
                           "2026-11-22T22:40:27",
                           "2026-11-22 22:40:27Z",
                           "2026-11-22T22:40Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "1900-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:60Z",
                           "1990-12-31T23:59:60Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00.1234567890Z",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00+00:60",
                           "2026-01-01T00:00:00+0000",
                           "2026-01-01T00:00:00Z ",
                           " 2026-01-01T00:00:00Z",
                           "2026-1-01T00:00:00Z",
                           "02026-01-01T00:00:00Z",
                           "-026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00,5Z",
                           "1969-12-31T23:59:59Z",
                           "1970-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:59-00:01"}) {
    INFO(text);
    CHECK(parse_time(text).error().code() == Errc::malformed);
  }
}

TEST_CASE("the monotonic clock does not run backwards", "[base]") {
  const SystemClock clock;
  std::int64_t last = clock.monotonic_us();
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t now = clock.monotonic_us();
    REQUIRE(now >= last);
    last = now;
  }
}
