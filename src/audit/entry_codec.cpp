// Entry v1, audit/FORMAT.md §3.
#include "audit/entry_layout.hpp"

#include "leadvault/audit/entry.hpp"
#include "leadvault/base/limits.hpp"
#include "leadvault/base/random.hpp"

namespace lv::audit {

namespace {

// Reasons stand in the log as numbers, for ever (audit/EVENTS.md).
static_assert(static_cast<int>(Errc::forbidden) == 5);
static_assert(static_cast<int>(Errc::not_permitted) == 6);
static_assert(static_cast<int>(Errc::consent_missing) == 7);
static_assert(static_cast<int>(Errc::purpose_required) == 8);
static_assert(static_cast<int>(Errc::purpose_not_bound) == 9);
static_assert(static_cast<int>(Errc::policy_failed) == 36);

constexpr std::size_t list_max = 65'535;

void write_list(ByteWriter& out, const ShortList<std::uint16_t>& numbers) {
  out.u16(static_cast<std::uint16_t>(numbers.size()));
  for (const auto number : numbers) out.u16(number);
}

struct BodyWriter {
  ByteWriter& out;

  void operator()(const ReleaseBody& body) {
    out.u16(body.action);
    out.u16(static_cast<std::uint16_t>(body.leads.size()));
    for (const LeadTouch& touch : body.leads) {
      out.raw(touch.lead.view());
      out.u64(touch.version);
      out.raw(touch.key.view());
      out.u32(touch.key_term);
      touch.released.encode(out);
      touch.masked.encode(out);
      touch.withheld.encode(out);
      out.u16(touch.reason);
      write_list(out, touch.policies);
      out.raw(touch.consent.view());
    }
  }
  void operator()(const DenialBody& body) {
    out.u16(body.action);
    out.raw(body.lead.view());
    out.u16(body.reason);
    body.fields.encode(out);
    write_list(out, body.policies);
  }
  void operator()(const SearchBody& body) {
    out.u16(body.action);
    out.u16(body.index);
    out.u16(static_cast<std::uint16_t>(body.hits.size()));
    for (const LeadId& hit : body.hits) out.raw(hit.view());
  }
  void operator()(const WriteBody& body) {
    out.raw(body.lead.view());
    out.u64(body.version);
    out.raw(body.key.view());
    out.u32(body.key_term);
    body.set.encode(out);
    body.cleared.encode(out);
  }
  void operator()(const ConsentBody& body) {
    out.raw(body.lead.view());
    lead::encode(body.event, out);
  }
  void operator()(const ObjectBody& body) {
    out.raw(body.object);
    out.u16(body.detail);
  }
  void operator()(const SystemBody& body) {
    out.u16(body.code);
    out.u64(body.about.value);
    out.u64(body.number);
    out.raw(body.lead.view());
    out.raw(body.digest);
  }
  void operator()(const PolicyBody& body) {
    out.raw(body.digest);
    out.u16(body.part);
    out.u16(body.parts);
    out.lp(body.text);
  }
  void operator()(const QuestionBody& body) {
    out.u16(body.action);
    out.raw(body.principal.view());
    out.raw(body.lead.view());
    body.fields.encode(out);
  }
};

Result<void> check_lists(const Body& body) {
  const auto* release = std::get_if<ReleaseBody>(&body);
  if (release && release->leads.empty()) return LV_FAIL(invalid, "a release names no lead");
  const auto* search = std::get_if<SearchBody>(&body);
  const auto* denial = std::get_if<DenialBody>(&body);
  bool fits = true;
  if (search) fits = search->hits.size() <= list_max;
  if (denial) fits = denial->policies.size() <= list_max;
  if (release) {
    fits = release->leads.size() <= list_max;
    for (const auto& touch : release->leads) fits = fits && touch.policies.size() <= list_max;
  }
  if (!fits) return LV_FAIL(too_large, "an entry's list is too long");
  return {};
}

template <class Tag>
Result<void> read_id(ByteReader& in, Id<Tag>& out) {
  LV_TRY(bytes, in.array<16>());
  out.bytes = bytes;
  return {};
}

Result<void> read_set(ByteReader& in, lead::FieldSet& out) {
  LV_TRY(set, lead::FieldSet::decode(in));
  out = std::move(set);
  return {};
}

Result<void> read_list(ByteReader& in, ShortList<std::uint16_t>& out) {
  LV_TRY(count, in.u16());
  for (std::uint16_t i = 0; i < count; ++i) {
    LV_TRY(number, in.u16());
    out.push_back(number);
  }
  return {};
}

Result<void> read_number(ByteReader& in, std::uint16_t& out) {
  LV_TRY(number, in.u16());
  out = number;
  return {};
}
Result<void> read_number(ByteReader& in, std::uint32_t& out) {
  LV_TRY(number, in.u32());
  out = number;
  return {};
}
Result<void> read_number(ByteReader& in, std::uint64_t& out) {
  LV_TRY(number, in.u64());
  out = number;
  return {};
}

Result<LeadTouch> read_touch(ByteReader& in) {
  LeadTouch out;
  LV_CHECK(read_id(in, out.lead));
  LV_CHECK(read_number(in, out.version));
  LV_CHECK(read_id(in, out.key));
  LV_CHECK(read_number(in, out.key_term));
  LV_CHECK(read_set(in, out.released));
  LV_CHECK(read_set(in, out.masked));
  LV_CHECK(read_set(in, out.withheld));
  LV_CHECK(read_number(in, out.reason));
  LV_CHECK(read_list(in, out.policies));
  LV_CHECK(read_id(in, out.consent));
  return out;
}

Result<Body> read_release(ByteReader& in) {
  ReleaseBody out;
  LV_CHECK(read_number(in, out.action));
  LV_TRY(count, in.u16());
  if (count == 0) return LV_FAIL(malformed, "a release names no lead");
  for (std::uint16_t i = 0; i < count; ++i) {
    LV_TRY(touch, read_touch(in));
    out.leads.push_back(std::move(touch));
  }
  return Body(std::move(out));
}

Result<Body> read_denial(ByteReader& in) {
  DenialBody out;
  LV_CHECK(read_number(in, out.action));
  LV_CHECK(read_id(in, out.lead));
  LV_CHECK(read_number(in, out.reason));
  LV_CHECK(read_set(in, out.fields));
  LV_CHECK(read_list(in, out.policies));
  return Body(std::move(out));
}

Result<Body> read_search(ByteReader& in) {
  SearchBody out;
  LV_CHECK(read_number(in, out.action));
  LV_CHECK(read_number(in, out.index));
  LV_TRY(count, in.u16());
  for (std::uint16_t i = 0; i < count; ++i) {
    LeadId hit;
    LV_CHECK(read_id(in, hit));
    out.hits.push_back(hit);
  }
  return Body(std::move(out));
}

Result<Body> read_write(ByteReader& in) {
  WriteBody out;
  LV_CHECK(read_id(in, out.lead));
  LV_CHECK(read_number(in, out.version));
  LV_CHECK(read_id(in, out.key));
  LV_CHECK(read_number(in, out.key_term));
  LV_CHECK(read_set(in, out.set));
  LV_CHECK(read_set(in, out.cleared));
  return Body(std::move(out));
}

Result<Body> read_consent(ByteReader& in) {
  ConsentBody out;
  LV_CHECK(read_id(in, out.lead));
  LV_TRY(event, lead::decode_consent_event(in));
  out.event = std::move(event);
  return Body(std::move(out));
}

Result<Body> read_object(ByteReader& in) {
  ObjectBody out;
  LV_TRY(object, in.array<16>());
  out.object = object;
  LV_CHECK(read_number(in, out.detail));
  return Body(std::move(out));
}

Result<Body> read_system(ByteReader& in) {
  SystemBody out;
  LV_CHECK(read_number(in, out.code));
  LV_CHECK(read_number(in, out.about.value));
  LV_CHECK(read_number(in, out.number));
  LV_CHECK(read_id(in, out.lead));
  LV_TRY(digest, in.array<32>());
  out.digest = digest;
  return Body(std::move(out));
}

Result<Body> read_policy(ByteReader& in) {
  PolicyBody out;
  LV_TRY(digest, in.array<32>());
  out.digest = digest;
  LV_CHECK(read_number(in, out.part));
  LV_CHECK(read_number(in, out.parts));
  if (out.part == 0 || out.part > out.parts)
    return LV_FAIL(malformed, "a part of a policy set has no such number");
  LV_TRY(text, in.lp(limits::entry_bytes_max));
  out.text.assign(text.begin(), text.end());
  return Body(std::move(out));
}

Result<Body> read_question(ByteReader& in) {
  QuestionBody out;
  LV_CHECK(read_number(in, out.action));
  LV_CHECK(read_id(in, out.principal));
  LV_CHECK(read_id(in, out.lead));
  LV_CHECK(read_set(in, out.fields));
  return Body(std::move(out));
}

Result<Body> read_body(BodyForm form, ByteReader& in) {
  switch (form) {
  case BodyForm::release:
    return read_release(in);
  case BodyForm::denial:
    return read_denial(in);
  case BodyForm::search:
    return read_search(in);
  case BodyForm::write:
    return read_write(in);
  case BodyForm::consent:
    return read_consent(in);
  case BodyForm::object:
    return read_object(in);
  case BodyForm::system:
    return read_system(in);
  case BodyForm::policy:
    return read_policy(in);
  case BodyForm::question:
    return read_question(in);
  }
  return LV_FAIL(internal, "no such body");
}

Result<void> read_header(ByteReader& in, Entry& out) {
  LV_TRY(time, in.i64());
  if (time < 1) return LV_FAIL(malformed, "an entry has no time");
  out.time.us = time;
  LV_CHECK(read_id(in, out.id));
  LV_CHECK(read_id(in, out.request));
  LV_CHECK(read_id(in, out.tenant));
  LV_CHECK(read_id(in, out.principal));
  LV_CHECK(read_id(in, out.credential));
  LV_CHECK(read_id(in, out.on_behalf_of));
  LV_CHECK(read_number(in, out.purpose.value));
  LV_CHECK(read_number(in, out.source_tag));
  LV_TRY(policy_set, in.array<32>());
  out.policy_set = policy_set;
  LV_TRY(catalogue, in.array<32>());
  out.catalogue = catalogue;
  return read_id(in, out.incident);
}

} // namespace

Result<Bytes> encode_entry(const Entry& entry) {
  LV_TRY(form, body_form(static_cast<std::uint8_t>(entry.kind)));
  if (static_cast<std::size_t>(form) != entry.body.index())
    return LV_FAIL(invalid, "an entry's body is of another kind");
  if (entry.time.us < 1) return LV_FAIL(invalid, "an entry has no time");
  LV_CHECK(check_lists(entry.body));
  ByteWriter out;
  out.reserve(512);
  out.u8(entry_version);
  out.u8(static_cast<std::uint8_t>(entry.kind));
  out.u32(0);
  out.i64(entry.time.us);
  out.raw(entry.id.view());
  out.raw(entry.request.view());
  out.raw(entry.tenant.view());
  out.raw(entry.principal.view());
  out.raw(entry.credential.view());
  out.raw(entry.on_behalf_of.view());
  out.u16(entry.purpose.value);
  out.u64(entry.source_tag);
  out.raw(entry.policy_set);
  out.raw(entry.catalogue);
  out.raw(entry.incident.view());
  std::visit(BodyWriter{out}, entry.body);
  if (out.size() > limits::entry_bytes_max) return LV_FAIL(too_large, "an entry is too long");
  out.patch_u32(entry_length_offset, static_cast<std::uint32_t>(out.size()));
  return out.take();
}

Result<Entry> decode_entry(ByteView bytes) {
  if (bytes.size() > limits::entry_bytes_max) return LV_FAIL(malformed, "an entry is too long");
  ByteReader in(bytes);
  LV_TRY(version, in.u8());
  if (version != entry_version) return LV_FAIL(unknown_version, "unknown entry version");
  LV_TRY(kind, in.u8());
  LV_TRY(form, body_form(kind));
  LV_TRY(length, in.u32());
  if (length != bytes.size()) return LV_FAIL(malformed, "an entry's length is wrong");
  Entry out;
  out.kind = static_cast<EntryKind>(kind);
  LV_CHECK(read_header(in, out));
  LV_TRY(body, read_body(form, in));
  out.body = std::move(body);
  LV_CHECK(in.done());
  return out;
}

Result<TenantId> entry_tenant(ByteView entry) {
  if (entry.size() < entry_header_bytes) return LV_FAIL(malformed, "an entry is too short");
  return TenantId::from_bytes(entry.subspan(entry_tenant_offset, 16));
}

namespace {
// Microseconds within the millisecond, in steps of 1/4096 ms: finer, so none is lost.
constexpr std::int64_t us_per_ms = 1'000;
constexpr std::int64_t steps_per_ms = 4'096;
} // namespace

EntryId make_entry_id(Time time) {
  const std::int64_t ms = time.us / us_per_ms;
  const std::int64_t step = time.us % us_per_ms * steps_per_ms / us_per_ms;
  EntryId id;
  random_bytes(std::span(id.bytes).subspan(8));
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (step >> 8));
  id.bytes[7] = static_cast<std::uint8_t>(step);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

Time entry_id_time(const EntryId& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = (ms << 8) | id.bytes[i];
  const std::int64_t step = (std::int64_t{id.bytes[6]} & 0x0f) << 8 | id.bytes[7];
  return Time{ms * us_per_ms + (step * us_per_ms + steps_per_ms - 1) / steps_per_ms};
}

void stamp_entry(Bytes& entry, Time time, const EntryId& id) {
  auto at = entry.begin() + entry_time_offset;
  for (int bits = 56; bits >= 0; bits -= 8) *at++ = static_cast<std::uint8_t>(time.us >> bits);
  std::copy(id.bytes.begin(), id.bytes.end(), at);
}

} // namespace lv::audit
