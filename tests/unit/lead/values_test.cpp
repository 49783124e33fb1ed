#include "support/catch.hpp"

#include "leadvault/lead/consent.hpp"
#include "leadvault/lead/field.hpp"
#include "leadvault/lead/lead.hpp"
#include "leadvault/lead/mask.hpp"

using namespace lv;
using namespace lv::lead;

namespace {

ConsentEvent event(std::uint16_t purpose, std::uint32_t sequence, ConsentEventKind kind,
                   std::int64_t expiry = 0) {
  ConsentEvent out;
  out.id.bytes[15] = static_cast<std::uint8_t>(sequence);
  out.purpose = PurposeId{purpose};
  out.sequence = sequence;
  out.kind = kind;
  out.time = Time{1'000};
  out.expiry = Time{expiry};
  out.jurisdiction = "DE";
  out.notice_version = "2026-01";
  return out;
}

} // namespace

TEST_CASE("a field set survives its bytes and has one form only", "[lead]") {
  const FieldSet set{FieldId{1}, FieldId{9}, FieldId{1'023}};
  ByteWriter out;
  set.encode(out);
  CHECK(out.size() == 129);
  ByteReader in(out.view());
  const auto back = FieldSet::decode(in);
  REQUIRE(back);
  CHECK(*back == set);
  CHECK(back->to_vector() == std::vector<FieldId>{{1}, {9}, {1'023}});

  for (const auto& bytes : {Bytes{2, 2, 0}, Bytes{1, 1}, Bytes{129}, Bytes{2, 2}}) {
    ByteReader bad(bytes);
    CHECK_FALSE(FieldSet::decode(bad));
  }
}

TEST_CASE("erasing the highest field leaves the same set as never inserting it", "[lead]") {
  FieldSet set{FieldId{3}, FieldId{700}};
  set.erase(FieldId{700});
  CHECK(set == FieldSet{FieldId{3}});
  set.insert(FieldId{0});
  set.insert(FieldId{1'024});
  CHECK(set.size() == 1);
}

TEST_CASE("a withdrawn, refused or expired consent is not in force", "[lead]") {
  ConsentState state;
  CHECK(state.in_force(PurposeId{1}, Time{5}) == nullptr);
  state.apply(event(1, 1, ConsentEventKind::granted));
  REQUIRE(state.in_force(PurposeId{1}, Time{5}) != nullptr);
  CHECK(state.in_force(PurposeId{2}, Time{5}) == nullptr);
  state.apply(event(1, 2, ConsentEventKind::withdrawn));
  CHECK(state.in_force(PurposeId{1}, Time{5}) == nullptr);
  state.apply(event(2, 3, ConsentEventKind::granted, 100));
  CHECK(state.in_force(PurposeId{2}, Time{99}) != nullptr);
  CHECK(state.in_force(PurposeId{2}, Time{100}) == nullptr);
  state.apply(event(3, 4, ConsentEventKind::refused));
  CHECK(state.in_force(PurposeId{3}, Time{5}) == nullptr);
  CHECK(state.next_sequence() == 5);
}

TEST_CASE("a grant that is replayed after its withdrawal does not bring the consent back",
          "[lead]") {
  ConsentState state;
  state.apply(event(1, 2, ConsentEventKind::withdrawn));
  state.apply(event(1, 1, ConsentEventKind::granted));
  CHECK(state.in_force(PurposeId{1}, Time{5}) == nullptr);
  CHECK(state.next_sequence() == 3);
}

TEST_CASE("a consent state survives its bytes; every cut and unknown version is refused",
          "[lead]") {
  ConsentState state;
  state.apply(event(7, 1, ConsentEventKind::granted));
  state.apply(event(2, 2, ConsentEventKind::withdrawn));
  auto bytes = state.encode();
  const auto back = ConsentState::decode(bytes);
  REQUIRE(back);
  CHECK(*back == state);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(ConsentState::decode(ByteView(bytes).first(size)));
  }
  bytes.push_back(0);
  CHECK_FALSE(ConsentState::decode(bytes));
  bytes.pop_back();
  bytes[0] = 2;
  const auto unknown = ConsentState::decode(bytes);
  REQUIRE(!unknown);
  CHECK(unknown.error().code() == Errc::unknown_version);
}

TEST_CASE("names and permanent numbers of the closed lists", "[lead]") {
  CHECK(name_of(Stage::new_lead) == "new");
  CHECK(*parse_stage("sql") == Stage::sql);
  CHECK_FALSE(parse_stage("SQL"));
  CHECK(static_cast<int>(*parse_channel("csr")) == 13);
  CHECK(*channel_of(9) == Channel::cold_call);
  CHECK_FALSE(channel_of(0));
  CHECK_FALSE(stage_of(9));
  CHECK(static_cast<int>(*parse_legal_basis("legitimate_interests")) == 6);
}

TEST_CASE("a mask never shows more than it promises", "[lead]") {
  CHECK(mask_value(MaskKind::last4, "+49 30 1234567") == "•••• 4567");
  CHECK(mask_value(MaskKind::last4, "1234567") == "•••");
  CHECK(mask_value(MaskKind::email, "jane.doe@example.com") == "j•••@e•••.com");
  CHECK(mask_value(MaskKind::email, "éva@exämple.de") == "é•••@e•••.de");
  CHECK(mask_value(MaskKind::email, "no address") == "•••");
  CHECK(mask_value(MaskKind::initials, "Anna-Lena van Dyk") == "A. L. v. D.");
  CHECK(mask_value(MaskKind::year, "1956-04-09") == "1956");
  CHECK(mask_value(MaskKind::year, "9 April 1956") == "•••");
  CHECK(mask_value(MaskKind::full, "") == "•••");
  CHECK(mask_value(MaskKind::none, "x") == "x");
}
