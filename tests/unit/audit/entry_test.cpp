#include "support/catch.hpp"
#include "unit/audit/audit_fixture.hpp"

using namespace lv;
using namespace lv::audit;
using namespace lv::audit::test;

namespace {

std::vector<Entry> samples() {
  const TenantId tenant = make_id<TenantTag>();
  std::vector<Entry> out;
  Entry release = system_entry(tenant, EntryKind::release);
  LeadTouch touch;
  touch.lead = make_id<LeadTag>();
  touch.version = 3;
  touch.released = {lead::FieldId{1}, lead::FieldId{900}};
  touch.withheld = {lead::FieldId{9}};
  touch.reason = 6;
  touch.policies = {1, 7};
  release.body = ReleaseBody{4, {touch, touch}};
  out.push_back(release);
  Entry denial = system_entry(tenant, EntryKind::denial);
  denial.body = DenialBody{1, make_id<LeadTag>(), 7, {lead::FieldId{2}}, {3}};
  out.push_back(denial);
  Entry search = system_entry(tenant, EntryKind::search);
  search.body = SearchBody{2, 5, {make_id<LeadTag>(), make_id<LeadTag>()}};
  out.push_back(search);
  Entry consent = system_entry(tenant, EntryKind::consent_withdrawn);
  lead::ConsentEvent event;
  event.id = make_id<ConsentTag>();
  event.purpose.value = 1;
  event.sequence = 1;
  event.kind = lead::ConsentEventKind::withdrawn;
  event.time.us = 5;
  consent.body = ConsentBody{make_id<LeadTag>(), event};
  out.push_back(consent);
  Entry object = system_entry(tenant, EntryKind::tenant_created);
  object.body = ObjectBody{tenant.bytes, 1};
  out.push_back(object);
  out.push_back(system_entry(tenant));
  out.push_back(write_entry(tenant, EntryKind::lead_updated, make_id<LeadTag>(), 9));
  for (Entry& entry : out) entry.time.us = 1'700'000'000'000'000;
  return out;
}

} // namespace

TEST_CASE("each kind of entry encodes, decodes and encodes to the same bytes", "[audit]") {
  for (const Entry& entry : samples()) {
    const auto bytes = encode_entry(entry);
    REQUIRE(bytes);
    const auto decoded = decode_entry(*bytes);
    REQUIRE(decoded);
    CHECK(encode_entry(*decoded).value() == *bytes);
  }
}

TEST_CASE("every flipped bit of an entry is refused or decodes to exactly those bytes", "[audit]") {
  for (const Entry& entry : samples()) {
    const Bytes bytes = encode_entry(entry).value();
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
      Bytes altered = bytes;
      altered[i / 8] = static_cast<std::uint8_t>(altered[i / 8] ^ (1u << (i % 8)));
      const auto decoded = decode_entry(altered);
      if (decoded) REQUIRE(encode_entry(*decoded).value() == altered);
    }
    for (std::size_t size = 0; size < bytes.size(); ++size)
      REQUIRE_FALSE(decode_entry(ByteView(bytes).first(size)));
    Bytes longer = bytes;
    longer.push_back(0);
    REQUIRE_FALSE(decode_entry(longer));
  }
}

TEST_CASE("an entry beyond the limit, or with another kind's body, is refused", "[audit]") {
  Entry entry = samples()[2];
  std::get<SearchBody>(entry.body).hits.resize(5'000);
  CHECK(encode_entry(entry).error().code() == Errc::too_large);
  Entry mixed = samples()[0];
  mixed.kind = EntryKind::denial;
  CHECK_FALSE(encode_entry(mixed));
}
