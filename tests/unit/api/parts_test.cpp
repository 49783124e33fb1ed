#include "api/csv_writer.hpp"
#include "api/cursor.hpp"
#include "api/field_list.hpp"
#include "api/json_text.hpp"
#include "api/names.hpp"
#include "api/rate_limiter.hpp"
#include "support/catch.hpp"

#include "leadvault/lead/catalogue_load.hpp"
#include "leadvault/workflow/imports.hpp"

using namespace lv;
using namespace lv::api;

namespace {

class StillClock final : public Clock {
public:
  Time now() const override { return Time{1}; }
  std::int64_t monotonic_us() const override { return us; }
  std::int64_t us = 1'000'000'000;
};

std::string cell(std::string_view text) {
  SecretText out;
  append_csv_cell(out, text);
  return std::string(out.begin(), out.end());
}

std::string rewritten(std::string_view text) {
  JsonWriter out;
  write_json(*parse_json(text), out);
  return std::string(out.text());
}

} // namespace

TEST_CASE("a field list names known fields once, whole or masked", "[api]") {
  Violations findings;
  const auto catalogue = lead::load_catalogue(LV_SOURCE_DIR "/policies", findings);
  REQUIRE(catalogue);
  Violations violations;
  const auto asked = fields_of_query(**catalogue, "email,phone.mask", violations);
  CHECK(violations.empty());
  REQUIRE(asked.size() == 2);
  CHECK(asked[0].view == policy::View::value);
  CHECK(asked[1].view == policy::View::mask);

  for (const auto* wrong : {"email,email", "email,email.mask", "no_such_field", "", "email,",
                            ".mask", "email.MASK", "email mask", " email"}) {
    Violations found;
    fields_of_query(**catalogue, wrong, found);
    INFO(wrong);
    REQUIRE(found.size() == 1);
    CHECK(found[0].pointer == "query/fields");
  }
}

TEST_CASE("a cursor is refused when it is old, cut, longer or of another format", "[api]") {
  const auto bytes = encode_cursor({42, Time{1'000}});
  CHECK(*decode_cursor(bytes, Time{999}) == 42);
  CHECK_FALSE(decode_cursor(bytes, Time{1'000}));
  auto longer = bytes;
  longer.push_back(0);
  CHECK_FALSE(decode_cursor(longer, Time{1}));
  CHECK_FALSE(decode_cursor(ByteView(bytes).first(bytes.size() - 1), Time{1}));
  auto other = bytes;
  other[0] = 9;
  CHECK(decode_cursor(other, Time{1}).error().code() == Errc::cursor_invalid);
}

TEST_CASE("whatever a cursor is bound to changes its binding", "[api]") {
  const CursorScope scope{make_id<TenantTag>(), make_id<PrincipalTag>(), 2, Bytes{1}, Digest{}};
  const auto aad = cursor_aad(scope);
  auto other = scope;
  other.tenant = make_id<TenantTag>();
  CHECK(cursor_aad(other) != aad);
  other = scope;
  other.principal = make_id<PrincipalTag>();
  CHECK(cursor_aad(other) != aad);
  other = scope;
  other.route = 3;
  CHECK(cursor_aad(other) != aad);
  other = scope;
  other.filter = Bytes{2};
  CHECK(cursor_aad(other) != aad);
  other = scope;
  other.catalogue[0] = 1;
  CHECK(cursor_aad(other) != aad);
}

TEST_CASE("a quota is refused when used up and refills with time", "[api]") {
  StillClock clock;
  RateLimiter limiter({60, 1'000}, clock);
  const auto one = make_id<PrincipalTag>();
  const auto two = make_id<PrincipalTag>();
  CHECK(limiter.take(one, Quota::requests, 60));
  CHECK(limiter.take(one, Quota::requests, 1).error().code() == Errc::rate_limited);
  CHECK(limiter.take(two, Quota::requests, 1));
  CHECK(limiter.take(one, Quota::records, 1'000));
  CHECK(limiter.wait_s(one, Quota::requests, 1) == 1);
  CHECK(limiter.standing(one) == "\"requests\";r=0;t=60, \"records\";r=0;t=60");
  clock.us += 1'000'000;
  CHECK(limiter.take(one, Quota::requests, 1));
  CHECK_FALSE(limiter.take(one, Quota::requests, 1));
  clock.us += 3'600'000'000;
  CHECK(limiter.wait_s(one, Quota::requests, 60) == 0);
}

TEST_CASE("what is given back to a quota is there again, and never more than a minute's worth",
          "[api]") {
  StillClock clock;
  RateLimiter limiter({60, 1'000}, clock);
  const auto one = make_id<PrincipalTag>();
  CHECK(limiter.take(one, Quota::records, 900));
  CHECK_FALSE(limiter.take(one, Quota::records, 200));
  limiter.give_back(one, Quota::records, 100);
  CHECK(limiter.take(one, Quota::records, 200));
  clock.us += 60'000'000; // refilled meanwhile
  limiter.give_back(one, Quota::records, 1'000);
  CHECK_FALSE(limiter.take(one, Quota::records, 1'001));
  CHECK(limiter.standing(one) == "\"requests\";r=60;t=0, \"records\";r=1000;t=0");
}

TEST_CASE("a full batch fits every quota of records", "[api]") {
  StillClock clock;
  RateLimiter limiter({1, 1}, clock);
  CHECK(limiter.take(make_id<PrincipalTag>(), Quota::records, limits::batch_get_max));
}

TEST_CASE("a CSV cell is quoted where needed and never a formula", "[api]") {
  CHECK(cell("Ada") == "Ada");
  CHECK(cell("say \"hi\", ok") == "\"say \"\"hi\"\", ok\"");
  for (const auto* formula : {"=1+1", "+49", "-1", "@x", "\tx", "  =x"})
    CHECK(cell(formula) == "'" + std::string(formula));
  CHECK(cell("\rx") == "\"'\rx\"");
  CHECK(cell("\"=x") == "\"'\"\"=x\"");
  CHECK(cell("a=b") == "a=b");
  SecretText record;
  append_csv_cell(record, "a");
  append_csv_cell(record, "");
  end_csv_record(record);
  append_csv_cell(record, "c");
  CHECK(record == "a,\r\nc");
}

TEST_CASE("JSON kept as evidence is written back as it was", "[api]") {
  constexpr auto evidence = R"({"a":[1,true,null,"x\"y"],"b":{"c":{}}})";
  CHECK(rewritten(evidence) == evidence);
}

TEST_CASE("every kind of entry has a name that reads back", "[api]") {
  for (int number = 0; number < 256; ++number) {
    const auto kind = static_cast<audit::EntryKind>(number);
    const auto name = kind_name(kind);
    if (name != "unknown") CHECK(parse_kind(name) == kind);
  }
  CHECK_FALSE(parse_kind("unknown"));
}

TEST_CASE("an import opened under the same name goes on, and is its principal's own", "[api]") {
  workflow::Imports imports;
  const auto tenant = make_id<TenantTag>();
  const auto one = make_id<PrincipalTag>();
  const auto two = make_id<PrincipalTag>();
  const auto job = imports.open(tenant, one, "fair", "", Time{1}).value();
  workflow::ImportCounts counts;
  counts.rows = 2;
  counts.refused = 1;
  counts.errors["email-syntax"] = 1;
  imports.count(tenant, one, job.id, counts);
  imports.count(tenant, one, job.id, counts);
  const auto again = imports.open(tenant, one, "fair", "", Time{2}).value();
  CHECK(again.id == job.id);
  CHECK(again.counts.rows == 4);
  CHECK(again.counts.errors.at("email-syntax") == 2);
  CHECK(imports.open(tenant, two, "fair", "", Time{3})->id != job.id);
  CHECK_FALSE(imports.find(tenant, two, job.id));
}
