// Reproduces audit/vectors/*.json; check.py beside them does the same in another language.
#include "audit/checkpoint_file.hpp"
#include "audit/format.hpp"
#include "support/vectors.hpp"

#include "leadvault/audit/entry.hpp"
#include "leadvault/audit/receipt.hpp"

#include <set>

using namespace lv;
using namespace lv::audit;
using lv::test::Vector;

namespace {

template <class Check>
void each(const std::string& name, Check check) {
  test::each_vector("audit/vectors/" + name, check);
}

ShortList<std::uint16_t> numbers(const Vector& v, const char* name) {
  ShortList<std::uint16_t> out;
  for (const JsonValue& item : v.items(name))
    out.push_back(static_cast<std::uint16_t>(*item.as_int()));
  return out;
}

lead::FieldSet fields(const Vector& v, const char* name) {
  lead::FieldSet out;
  for (const auto number : numbers(v, name)) out.insert(lead::FieldId{number});
  return out;
}

std::vector<Bytes> byte_strings(const Vector& v, const char* name) {
  std::vector<Bytes> out;
  for (const JsonValue& item : v.items(name)) out.push_back(from_hex(*item.as_string()).value());
  return out;
}

Body release(const Vector& v) {
  ReleaseBody out{v.number("action"), {}};
  for (const JsonValue& item : v.items("leads")) {
    const Vector lead{item};
    LeadTouch touch;
    touch.lead = lead.id<LeadId>("lead");
    touch.version = lead.number<std::uint64_t>("version");
    touch.key = lead.id<KeyId>("key");
    touch.key_term = lead.number<std::uint32_t>("key_term");
    touch.released = fields(lead, "released");
    touch.masked = fields(lead, "masked");
    touch.withheld = fields(lead, "withheld");
    touch.reason = lead.number("reason");
    touch.policies = numbers(lead, "policies");
    touch.consent = lead.id<ConsentId>("consent");
    out.leads.push_back(std::move(touch));
  }
  return out;
}

Body search(const Vector& v) {
  SearchBody out{v.number("action"), v.number("index"), {}};
  for (const Bytes& hit : byte_strings(v, "hits"))
    out.hits.push_back(LeadId::from_bytes(hit).value());
  return out;
}

Body consent(const Vector& v) {
  lead::ConsentEvent event;
  event.id = v.id<ConsentId>("id");
  event.purpose.value = v.number("purpose");
  event.sequence = v.number<std::uint32_t>("sequence");
  event.kind = static_cast<lead::ConsentEventKind>(v.number("event"));
  event.basis = static_cast<lead::LegalBasis>(v.number("basis"));
  event.time.us = v.number<std::int64_t>("time");
  event.expiry.us = v.number<std::int64_t>("expiry");
  event.jurisdiction = v.text("jurisdiction");
  event.notice_version = v.text("notice");
  return ConsentBody{v.id<LeadId>("lead"), event};
}

Body body(EntryKind kind, const Vector& v) {
  switch (kind) {
  case EntryKind::release:
    return release(v);
  case EntryKind::denial:
    return DenialBody{v.number("action"), v.id<LeadId>("lead"), v.number("reason"),
                      fields(v, "fields"), numbers(v, "policies")};
  case EntryKind::search:
  case EntryKind::list:
    return search(v);
  case EntryKind::lead_created:
  case EntryKind::lead_updated:
    return WriteBody{v.id<LeadId>("lead"), v.number<std::uint64_t>("version"),
                     v.id<KeyId>("key"),   v.number<std::uint32_t>("key_term"),
                     fields(v, "set"),     fields(v, "cleared")};
  case EntryKind::consent_granted:
  case EntryKind::consent_withdrawn:
    return consent(v);
  case EntryKind::tenant_created:
    return ObjectBody{v.array<16>("object"), v.number("detail")};
  case EntryKind::policy_changed:
    return PolicyBody{v.array<32>("digest"), v.number("part"), v.number("parts"), v.hex("text")};
  case EntryKind::policy_explained:
    return QuestionBody{v.number("action"), v.id<PrincipalId>("principal"), v.id<LeadId>("lead"),
                        fields(v, "fields")};
  default:
    return SystemBody{v.number("code"), Position{v.number<std::uint64_t>("about")},
                      v.number<std::uint64_t>("number"), v.id<LeadId>("lead"),
                      v.array<32>("digest")};
  }
}

Entry entry(const Vector& v) {
  Entry out;
  out.kind = static_cast<EntryKind>(v.number("kind"));
  out.time.us = v.number<std::int64_t>("time");
  out.id = v.id<EntryId>("entry");
  out.request = v.id<RequestId>("request");
  out.tenant = v.id<TenantId>("tenant");
  out.principal = v.id<PrincipalId>("principal");
  out.credential = v.id<CredentialId>("credential");
  out.on_behalf_of = v.id<PrincipalId>("on_behalf_of");
  out.purpose.value = v.number("purpose");
  out.source_tag = v.number<std::uint64_t>("source_tag");
  out.policy_set = v.array<32>("policy_set");
  out.catalogue = v.array<32>("catalogue");
  out.incident = v.id<IncidentId>("incident");
  out.body = body(out.kind, Vector{v.at("body")});
  return out;
}

// The plaintext of a frame, written as the log thread writes it.
Bytes plaintext(FrameKind kind, const Vector& v) {
  ByteWriter out;
  for (const Bytes& bytes : byte_strings(v, "entries")) out.lp(bytes);
  for (const JsonValue& opening : v.items("openings")) {
    out.raw(Vector{opening}.hex("tenant"));
    out.raw(Vector{opening}.hex("log"));
  }
  std::vector<Effect> effects;
  for (const JsonValue& item : v.items("effects")) {
    const Vector effect{item};
    effects.push_back(
        {effect.number<std::uint32_t>("first"), effect.number<std::uint32_t>("last"), {}});
    for (const Bytes& key : byte_strings(effect, "keys"))
      effects.back().keys.push_back(LeadId::from_bytes(key).value().bytes);
  }
  if (kind == FrameKind::entries) write_effects(out, effects);
  return out.take();
}

} // namespace

TEST_CASE("every published entry is written and read as its vector says", "[audit]") {
  std::set<std::size_t> bodies;
  each("entry", [&](const Vector& v) {
    CHECK(to_hex(encode_entry(entry(v)).value()) == v.text("expected"));
    const auto read = decode_entry(v.hex("expected"));
    REQUIRE(read);
    CHECK(encode_entry(*read).value() == v.hex("expected"));
    bodies.insert(read->body.index());
  });
  CHECK(bodies.size() == std::variant_size_v<Body>);
  each("leaf", [](const Vector& v) {
    CHECK(to_hex(tlog::leaf_hash(v.hex("entry"))) == v.text("expected"));
  });
}

TEST_CASE("every published segment header is written and read as its vector says", "[audit]") {
  each("segment_header", [](const Vector& v) {
    SegmentHeader header;
    header.node = v.number("node");
    header.number = v.number<std::uint32_t>("number");
    header.installation = v.id<InstallationId>("installation");
    header.first_sequence = v.number<std::uint64_t>("first_sequence");
    header.key_term = v.number<std::uint32_t>("key_term");
    header.previous = v.array<32>("previous");
    CHECK(to_hex(encode_segment_header(header)) == v.text("expected"));
    const auto read = decode_segment_header(v.hex("expected"));
    REQUIRE(read);
    CHECK(to_hex(encode_segment_header(*read)) == v.text("expected"));
  });
}

// seal_frame draws its nonce, so a written frame equals the vector in its header, and the vector's
// sealed part opens, under the same additional data, to the plaintext that was written.
TEST_CASE("every published frame is written and read as its vector says", "[audit]") {
  std::set<FrameKind> kinds;
  each("frame", [&](const Vector& v) {
    FrameHeader header;
    header.kind = static_cast<FrameKind>(v.number("kind"));
    header.count = static_cast<std::uint32_t>(
        std::max<std::size_t>(1, v.items("entries").size() + v.items("openings").size()));
    header.first_sequence = v.number<std::uint64_t>("first_sequence");
    header.applied.value = v.number<std::uint64_t>("applied");
    header.previous = v.array<32>("previous");
    const Secret secret = v.secret("key");
    const TermKey key{v.number<std::uint32_t>("term"), &secret};
    const auto segment = v.array<segment_header_bytes>("segment_header");
    const FramePlace place{segment, v.number<std::uint64_t>("offset")};
    const Bytes plain = plaintext(header.kind, v);
    const Bytes expected = v.hex("expected");

    const Bytes written = seal_frame(key, place, header, plain).value();
    REQUIRE(written.size() == expected.size());
    CHECK(std::equal(written.begin(), written.begin() + frame_header_bytes, expected.begin()));
    const auto opened = open_frame(key, place, expected);
    REQUIRE(opened);
    CHECK(std::equal(opened->begin(), opened->end(), plain.begin(), plain.end()));
    const auto head = decode_frame_header(ByteView(expected).first(frame_header_bytes));
    REQUIRE(head);
    CHECK(read_content(*head, plain));
    kinds.insert(head->kind);
  });
  CHECK(kinds.size() == 3);
}

TEST_CASE("every published checkpoint and its record is written and read as its vector says",
          "[audit]") {
  each("checkpoint", [](const Vector& v) {
    const std::string origin = log_origin(v.text("domain"), v.id<LogId>("log"));
    const auto signer = tlog::NoteSigner::make(origin, v.secret("seed")).value();
    const tlog::Checkpoint checkpoint{origin,
                                      {v.number<std::uint64_t>("size"), v.array<32>("root")}};
    CHECK(tlog::sign_checkpoint(checkpoint, signer).value() == v.text("expected"));
    const auto verifier = signer.verifier();
    const auto read = tlog::open_checkpoint(v.text("expected"), origin, {&verifier, 1});
    REQUIRE(read);
    CHECK(read->head.size == checkpoint.head.size);
    CHECK(read->head.root == checkpoint.head.root);
  });
  each("checkpoint_record", [](const Vector& v) {
    CheckpointRecord record;
    record.tenant = v.id<TenantId>("tenant");
    record.log = v.id<LogId>("log");
    record.time.us = v.number<std::int64_t>("time");
    record.note = v.text("note");
    CHECK(to_hex(encode_checkpoint_record(record)) == v.text("expected"));
    const auto file = encode_checkpoint_file(std::vector<CheckpointRecord>(1, record));
    const auto read = read_checkpoint_file(file);
    CHECK_FALSE(read.fault);
    REQUIRE(read.records.size() == 1);
    CHECK(read.records.front().note == record.note);
  });
}

TEST_CASE("every published receipt header is written as its vector says", "[audit]") {
  each("receipt", [](const Vector& v) {
    Logged logged;
    logged.entry = v.id<EntryId>("entry");
    logged.log = v.id<LogId>("log");
    logged.leaf = v.array<32>("leaf");
    logged.index = v.number<std::uint64_t>("index");
    CHECK(header_value(logged) == v.text("expected"));
  });
}
