#include "base/uuid_state.hpp"
#include "support/catch.hpp"

#include "leadvault/base/id.hpp"
#include "leadvault/base/time.hpp"

#include <algorithm>
#include <thread>

using namespace lv;

namespace {

ByteArray<16> uuid(std::string_view hex) {
  std::string digits(hex);
  std::erase(digits, '-');
  return Id<LeadTag>::from_bytes(from_hex(digits).value()).value().bytes;
}

} // namespace

// valid.json of the TypeID specification (jetify-com/typeid, version 0.3)
TEST_CASE("the published valid TypeIDs encode and decode", "[base]") {
  struct Vector {
    const char* prefix;
    const char* text;
    const char* uuid;
  };
  const Vector vectors[] = {
      {"", "00000000000000000000000000", "00000000-0000-0000-0000-000000000000"},
      {"", "00000000000000000000000001", "00000000-0000-0000-0000-000000000001"},
      {"", "0000000000000000000000000a", "00000000-0000-0000-0000-00000000000a"},
      {"", "0000000000000000000000000g", "00000000-0000-0000-0000-000000000010"},
      {"", "00000000000000000000000010", "00000000-0000-0000-0000-000000000020"},
      {"", "7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
      {"prefix", "prefix_0123456789abcdefghjkmnpqrs", "0110c853-1d09-52d8-d73e-1194e95b5f19"},
      {"prefix", "prefix_01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057"},
      {"pre_fix", "pre_fix_00000000000000000000000000", "00000000-0000-0000-0000-000000000000"},
      {"prefix", "prefix_00000000000000000000000000", "00000000-0000-0000-0000-000000000000"},
      {"prefix", "prefix_00000000000000000000000001", "00000000-0000-0000-0000-000000000001"},
      {"prefix", "prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"}};
  for (const Vector& v : vectors) {
    INFO(v.text);
    CHECK(typeid_text(v.prefix, uuid(v.uuid)) == v.text);
    CHECK(typeid_parse(v.prefix, v.text).value() == uuid(v.uuid));
  }
}

// invalid.json of the same
TEST_CASE("the published invalid TypeIDs are refused", "[base]") {
  const std::string long_prefix(64, 'a');
  const std::pair<std::string, std::string> vectors[] = {
      {"PREFIX", "PREFIX_00000000000000000000000000"},
      {"12345", "12345_00000000000000000000000000"},
      {"pre.fix", "pre.fix_00000000000000000000000000"},
      {"pr\xc3\xa9"
       "fix",
       "pr\xc3\xa9"
       "fix_00000000000000000000000000"},
      {"  prefix", "  prefix_00000000000000000000000000"},
      {long_prefix, long_prefix + "_00000000000000000000000000"},
      {"", "_00000000000000000000000000"},
      {"", "_"},
      {"prefix", "prefix_1234567890123456789012345"},
      {"prefix", "prefix_123456789012345678901234567"},
      {"prefix", "prefix_1234567890123456789012345 "},
      {"prefix", "prefix_0123456789ABCDEFGHJKMNPQRS"},
      {"prefix", "prefix_123456789-123456789-123456"},
      {"prefix", "prefix_ooooooiiiiiiuuuuuuulllllll"},
      {"prefix", "prefix_i23456789ol23456789oi23456"},
      {"prefix", "prefix_123456789-0123456789-0123456"},
      {"prefix", "prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz"},
      {"_prefix", "_prefix_00000000000000000000000000"},
      {"prefix_", "prefix__00000000000000000000000000"},
      {"", ""},
      {"prefix", "prefix_"}};
  for (const auto& [prefix, text] : vectors) {
    INFO(text);
    CHECK(typeid_parse(prefix, text).error().code() == Errc::malformed);
  }
}

TEST_CASE("an id of one kind is not read as another kind", "[base]") {
  const auto lead = make_id<LeadTag>();
  CHECK(parse_id<LeadTag>(to_text(lead)).value() == lead);
  CHECK(parse_id<LeadTag>(IdText(lead)).value() == lead);
  CHECK(parse_id<TenantTag>(to_text(lead)).has_error());
  CHECK(parse_id<LeadTag>(to_text(lead).substr(5)).has_error());
  CHECK(LeadId::from_bytes(lead.view().first(15)).has_error());
}

TEST_CASE("a new id is a UUIDv7 of this millisecond", "[base]") {
  const auto before = SystemClock().now().us / 1000;
  const auto id = make_uuid_v7();
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id[i];
  CHECK(ms >= before);
  CHECK(ms <= SystemClock().now().us / 1000 + 1000); // counters may carry into the time
  CHECK(id[6] >> 4 == 7);
  CHECK(id[8] >> 6 == 2);
}

TEST_CASE("ids rise strictly within a thread and never repeat across threads", "[base]") {
  constexpr std::size_t each = 50'000;
  std::vector<ByteArray<16>> made[4];
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made)
      threads.emplace_back([&mine] {
        for (std::size_t i = 0; i < each; ++i) mine.push_back(make_uuid_v7());
      });
  }
  std::vector<ByteArray<16>> all;
  for (const auto& mine : made) {
    CHECK(std::is_sorted(mine.begin(), mine.end()));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("ids rise although the clock stands still or steps back", "[base]") {
  std::uint64_t state = 0;
  std::uint64_t last = 0;
  for (int i = 0; i < 10'000; ++i) { // more than one counter's worth
    const auto now_ms = i < 5'000 ? std::uint64_t{1'000'000} : std::uint64_t{10};
    state = next_uuid_state(last, now_ms, static_cast<std::uint16_t>(i * 7919));
    REQUIRE(state > last);
    last = state;
  }
  CHECK(next_uuid_state(last, 2'000'000, 0xffff) == (std::uint64_t{2'000'000} << 12 | 0x7ff));
}
