#include "cedar/extension.hpp"
#include "unit/cedar/cedar_fixture.hpp"

using namespace lv::cedar;
using namespace lv::cedar::test;

namespace {
const std::string bad(describe(EvalErrc::bad_argument));
const std::string overflow(describe(EvalErrc::overflow));
} // namespace

TEST_CASE("a decimal has one to four digits of fraction and fits 64 bits", "[cedar]") {
  CHECK(evaluated("decimal(\"-922337203685477.5808\")") == "decimal(\"-922337203685477.5808\")");
  CHECK(evaluated("decimal(\"-0.5\")") == "decimal(\"-0.5000\")");
  for (const auto* text : {"1", "1.", ".5", "+1.0", "1.23456", "922337203685477.5808", "1.0 ", ""})
    CHECK_FALSE(parse_decimal(text));
  CHECK(evaluated("decimal(\"1.1\").lessThan(decimal(\"1.11\"))") == "true");
  CHECK(evaluated("decimal(\"1\")") == bad);
  CHECK(evaluated("decimal(1)") == describe(EvalErrc::type));
  CHECK(evaluated("decimal(\"1.0\", 2)") == describe(EvalErrc::argument_count));
}

TEST_CASE("addresses are written one way, ranges of two families never meet", "[cedar]") {
  for (const auto* text : {"1.2.3", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/08", "::ffff:1.2.3.4",
                           "1.2.3.4/", "::1/129", "1::2::3", "fe80::1%eth0", ""})
    CHECK_FALSE(parse_ip(text));
  CHECK(evaluated("ip(\"1.2.3.4\") == ip(\"1.2.3.4/32\")") == "true");
  CHECK(evaluated("ip(\"10.1.2.3\").isInRange(ip(\"10.0.0.0/8\"))") == "true");
  CHECK(evaluated("ip(\"10.0.0.0/7\").isInRange(ip(\"10.0.0.0/8\"))") == "false");
  CHECK(evaluated("ip(\"::1\").isInRange(ip(\"0.0.0.0/0\"))") == "false");
  CHECK(evaluated("ip(\"127.0.0.0/8\").isLoopback()") == "true");
  CHECK(evaluated("ip(\"::1/127\").isLoopback()") == "false");
  CHECK(evaluated("ip(\"224.0.0.0/4\").isMulticast()") == "true");
  CHECK(evaluated("ip(\"2001:db8::1\")") == "ip(\"2001:db8:0:0:0:0:0:1/128\")");
}

TEST_CASE("times are real ones, with a zone when they have a clock", "[cedar]") {
  CHECK(parse_datetime("2024-10-15")->unix_ms == 1'728'950'400'000);
  CHECK(parse_datetime("2024-10-15T11:35:00+0100")->unix_ms == 1'728'988'500'000);
  CHECK(parse_datetime("1969-12-31T23:59:59.999Z")->unix_ms == -1);
  for (const auto* text : {"2024-02-30", "2024-10-15T11:35:00", "2024-10-15T24:00:00Z",
                           "2024-10-15T11:35:60Z", "2024-10-15T11:35:00.1Z", "24-10-15",
                           "2024-10-15T11:35:00+2400", "2024-10-15T11:35Z", "2024-13-01"})
    CHECK_FALSE(parse_datetime(text));
  CHECK(evaluated("datetime(\"1969-12-31T23:00:00Z\").toDate() == datetime(\"1969-12-31\")") ==
        "true");
  CHECK(evaluated("datetime(\"1969-12-31T23:00:00Z\").toTime() == duration(\"23h\")") == "true");
  CHECK(evaluated("datetime(\"2024-01-02\").durationSince(datetime(\"2024-01-01\")).toHours()") ==
        "24");
}

TEST_CASE("a duration names its units once and in order", "[cedar]") {
  CHECK(parse_duration("1d2h3m4s5ms")->ms == 93'784'005);
  CHECK(parse_duration("-1s")->ms == -1'000);
  CHECK(parse_duration("-9223372036854775808ms")->ms == INT64_MIN);
  for (const auto* text : {"", "-", "1", "1h1d", "1h1h", "h", "1ms1s", "+1s",
                           "9223372036854775808ms", "1 h", "1.5h", "--1s"})
    CHECK_FALSE(parse_duration(text));
  CHECK(evaluated("duration(\"-1d\").toDays()") == "-1");
  CHECK(evaluated("datetime(\"2024-01-01\").offset(duration(\"9223372036854775807ms\"))") ==
        overflow);
}
