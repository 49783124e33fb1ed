// Walks the bodies of audit/FORMAT.md §3 from lead to lead.
#include "audit/entry_outline.hpp"

#include "audit/entry_layout.hpp"

namespace lv::audit {

namespace {

constexpr std::size_t principal_offset = entry_tenant_offset + 16;
constexpr std::size_t credential_offset = principal_offset + 16;
constexpr std::size_t id_offset = entry_time_offset + 8;
constexpr std::size_t touch_bytes_between = 8 + 16 + 4; // row version, key id, key term
constexpr std::size_t system_bytes_before_lead = 2 + 8 + 8;

template <class Tag>
void copy_id(ByteView entry, std::size_t offset, Id<Tag>& out) {
  std::copy_n(entry.begin() + static_cast<std::ptrdiff_t>(offset), 16, out.bytes.begin());
}

Result<void> take_lead(ByteReader& in, EntryOutline& out) {
  LV_TRY(bytes, in.array<16>());
  if (const LeadId lead{bytes}; !lead.is_zero()) out.leads.push_back(lead);
  return {};
}

Result<void> take_action(ByteReader& in, EntryOutline& out) {
  LV_TRY(action, in.u16());
  out.action = action;
  return {};
}

Result<void> skip(ByteReader& in, std::size_t bytes) {
  LV_TRY(skipped, in.raw(bytes));
  (void)skipped;
  return {};
}

Result<void> take_release(ByteReader& in, EntryOutline& out) {
  LV_CHECK(take_action(in, out));
  LV_TRY(count, in.u16());
  for (std::uint16_t i = 0; i < count; ++i) {
    LV_CHECK(take_lead(in, out));
    LV_CHECK(skip(in, touch_bytes_between));
    for (int set = 0; set < 3; ++set) { // released, masked, withheld
      LV_TRY(bytes, in.u8());
      LV_CHECK(skip(in, bytes));
    }
    LV_CHECK(skip(in, 2)); // reason
    LV_TRY(policies, in.u16());
    LV_CHECK(skip(in, std::size_t{2} * policies + 16)); // and the consent
  }
  return {};
}

Result<void> take_search(ByteReader& in, EntryOutline& out) {
  LV_CHECK(take_action(in, out));
  LV_CHECK(skip(in, 2)); // index
  LV_TRY(count, in.u16());
  for (std::uint16_t i = 0; i < count; ++i) LV_CHECK(take_lead(in, out));
  return {};
}

Result<void> take_body(ByteReader& in, BodyForm form, EntryOutline& out) {
  switch (form) {
  case BodyForm::release:
    return take_release(in, out);
  case BodyForm::denial:
    LV_CHECK(take_action(in, out));
    return take_lead(in, out);
  case BodyForm::search:
    return take_search(in, out);
  case BodyForm::write:
  case BodyForm::consent:
    return take_lead(in, out);
  case BodyForm::object:
  case BodyForm::policy:
    return {};
  case BodyForm::question:
    LV_CHECK(take_action(in, out));
    LV_CHECK(skip(in, sizeof(PrincipalId::bytes)));
    return take_lead(in, out);
  case BodyForm::system:
    LV_CHECK(skip(in, system_bytes_before_lead));
    return take_lead(in, out);
  }
  return LV_FAIL(malformed, "an entry is of an unknown kind");
}

} // namespace

Result<void> outline_entry(ByteView entry, EntryOutline& out) {
  if (entry.size() < entry_header_bytes) return LV_FAIL(malformed, "an entry is too short");
  LV_TRY(form, body_form(entry[1]));
  out.kind = static_cast<EntryKind>(entry[1]);
  ByteReader time(entry.subspan(entry_time_offset));
  LV_TRY(us, time.i64());
  out.time.us = us;
  copy_id(entry, id_offset, out.id);
  copy_id(entry, entry_tenant_offset, out.tenant);
  copy_id(entry, principal_offset, out.principal);
  copy_id(entry, credential_offset, out.credential);
  out.action = 0;
  out.leads.clear();
  ByteReader body(entry.subspan(entry_header_bytes));
  return take_body(body, form, out);
}

} // namespace lv::audit
