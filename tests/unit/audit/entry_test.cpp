#include "audit/entry_layout.hpp"
#include "audit/entry_outline.hpp"
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
  DenialBody refused{1, make_id<LeadTag>(), 7, {lead::FieldId{2}}, {}};
  refused.policies.push_back(3);
  denial.body = refused;
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
  Entry question = system_entry(tenant, EntryKind::policy_explained);
  question.body = QuestionBody{1, make_id<PrincipalTag>(), make_id<LeadTag>(), {lead::FieldId{9}}};
  out.push_back(question);
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

TEST_CASE("an entry's outline is what its decoding gives", "[audit]") {
  EntryOutline outline;
  for (Entry entry : samples()) {
    entry.id = make_id<EntryTag>();
    entry.principal = make_id<PrincipalTag>();
    entry.credential = make_id<CredentialTag>();
    std::vector<LeadId> leads;
    std::uint16_t action = 0;
    if (const auto* body = std::get_if<ReleaseBody>(&entry.body)) {
      action = body->action;
      for (const LeadTouch& touch : body->leads) leads.push_back(touch.lead);
    } else if (const auto* denial = std::get_if<DenialBody>(&entry.body)) {
      action = denial->action;
      leads = {denial->lead};
    } else if (const auto* search = std::get_if<SearchBody>(&entry.body)) {
      action = search->action;
      leads = search->hits;
    } else if (const auto* write = std::get_if<WriteBody>(&entry.body)) {
      leads = {write->lead};
    } else if (const auto* consent = std::get_if<ConsentBody>(&entry.body)) {
      leads = {consent->lead};
    } else if (const auto* question = std::get_if<QuestionBody>(&entry.body)) {
      action = question->action;
      leads = {question->lead};
    } else if (auto* system = std::get_if<SystemBody>(&entry.body)) {
      leads = {system->lead = make_id<LeadTag>()};
    }
    const auto bytes = encode_entry(entry);
    REQUIRE(bytes);
    REQUIRE(outline_entry(*bytes, outline));
    CHECK(outline.kind == entry.kind);
    CHECK(outline.time == entry.time);
    CHECK(outline.id == entry.id);
    CHECK(outline.tenant == entry.tenant);
    CHECK(outline.principal == entry.principal);
    CHECK(outline.credential == entry.credential);
    CHECK(outline.action == action);
    CHECK(outline.leads == leads);
    if (!leads.empty()) CHECK_FALSE(outline_entry(ByteView(*bytes).first(203), outline));
  }
}

TEST_CASE("an entry's id is a UUIDv7 that tells the entry's time and rises with it", "[audit]") {
  EntryId last;
  for (std::int64_t us = 1'763'999'999'998'500; us < 1'764'000'000'001'500; ++us) {
    const EntryId id = make_entry_id(Time{us});
    CHECK(entry_id_time(id).us == us);
    CHECK(id > last);
    CHECK((id.bytes[6] & 0xf0) == 0x70);
    CHECK((id.bytes[8] & 0xc0) == 0x80);
    last = id;
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
