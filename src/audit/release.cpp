// Releases and receipts: a permit becomes a touch in a release entry, and its receipt is made here
// and nowhere else.
#include "audit/entry_layout.hpp"

#include "leadvault/audit/lead_key.hpp"
#include "leadvault/audit/log.hpp"
#include "leadvault/base/limits.hpp"
#include "leadvault/base/planted.hpp"
#include "leadvault/policy/decider.hpp"

#include <algorithm>

namespace lv::audit {

namespace {

constexpr std::size_t touch_bytes_fixed = 16 + 8 + 16 + 4 + 2 + 2 + 16;
constexpr std::size_t field_set_bytes_max = 1 + limits::field_id_max / 8 + 1;

LeadTouch touch_of(const policy::PermitData& permit) {
  LeadTouch out;
  out.lead = permit.lead;
  out.version = permit.version;
  out.key = permit.key;
  out.key_term = permit.key_term;
  out.released = permit.released;
  out.masked = permit.masked;
  out.policies = permit.policies;
  out.consent = permit.consent;
  int heaviest = 0;
  for (const policy::Withheld& withheld : permit.withheld) {
    out.withheld.insert(withheld.field);
    if (policy::weight(withheld.reason) <= heaviest) continue;
    heaviest = policy::weight(withheld.reason);
    out.reason = static_cast<std::uint16_t>(withheld.reason);
  }
  if (planted(PlantedFault::wrong_field)) std::swap(out.released, out.masked);
  return out;
}

Entry entry_of(const policy::PermitData& permit) {
  Entry out;
  out.kind = EntryKind::release;
  out.request = permit.request;
  out.tenant = permit.tenant;
  out.principal = planted(PlantedFault::wrong_principal) ? permit.on_behalf_of : permit.principal;
  out.credential = permit.credential;
  out.on_behalf_of = permit.on_behalf_of;
  out.purpose = permit.purpose;
  out.source_tag = permit.source_tag;
  out.policy_set = permit.policy_set;
  out.catalogue = permit.catalogue;
  ReleaseBody body;
  body.action = permit.action;
  out.body = std::move(body);
  return out;
}

bool same_header(const policy::PermitData& a, const policy::PermitData& b) {
  return a.request == b.request && a.tenant == b.tenant && a.principal == b.principal &&
         a.credential == b.credential && a.on_behalf_of == b.on_behalf_of &&
         a.purpose == b.purpose && a.action == b.action && a.source_tag == b.source_tag &&
         a.policy_set == b.policy_set && a.catalogue == b.catalogue;
}

std::size_t touch_bytes_max(const LeadTouch& touch) {
  return touch_bytes_fixed + 3 * field_set_bytes_max + 2 * touch.policies.size();
}

void expect(Append& append, const ObjectKey& object, Position position) {
  const bool known = std::any_of(
      append.expectations.begin(), append.expectations.end(),
      [&](const Expectation& e) { return e.object == object && e.position == position; });
  if (!known) append.expectations.push_back({object, position});
}

// Few and the same for all permits of a request, unless they were decided on at different states.
void expect_callers(Append& append, const std::vector<policy::Permit>& permits) {
  for (const policy::Permit& permit : permits) {
    expect(append, permit.data().principal.bytes, permit.data().principal_position);
    expect(append, permit.data().credential.bytes, permit.data().credential_position);
    expect(append, policy_set_object, permit.data().policy_position);
  }
}

// One release entry, more when long; `entry_of_permit[i]` says which holds permit i.
Result<Append> build_release(const std::vector<policy::Permit>& permits,
                             ShortList<std::size_t>& entry_of_permit) {
  if (permits.empty()) return LV_FAIL(invalid, "a release needs a permit");
  const policy::PermitData& head = permits.front().data();
  Append out;
  expect_callers(out, permits);
  out.expectations.reserve(out.expectations.size() + permits.size());
  std::size_t bytes = 0;
  for (const policy::Permit& permit : permits) {
    const policy::PermitData& data = permit.data();
    if (!same_header(head, data)) return LV_FAIL(invalid, "the permits are of several requests");
    LeadTouch touch = touch_of(data);
    const std::size_t more = touch_bytes_max(touch);
    if (out.entries.empty() || bytes + more > limits::entry_bytes_max) {
      out.entries.push_back(entry_of(head));
      bytes = entry_header_bytes + 4;
    }
    bytes += more;
    std::get<ReleaseBody>(out.entries.back().body).leads.push_back(std::move(touch));
    entry_of_permit.push_back(out.entries.size() - 1);
    out.expectations.push_back({lead_key(data.tenant, data.lead), data.lead_position});
  }
  return out;
}

// The path whose entries a planted fault leaves out.
bool is_unlogged(const std::vector<policy::Permit>& permits) {
  constexpr std::uint16_t export_leads = 8; // policies/actions.toml
  const bool exported = permits.front().data().action == export_leads;
  return (planted(PlantedFault::no_audit_on_export) && exported) ||
         (planted(PlantedFault::no_audit_on_batch_get) && !exported && permits.size() > 1);
}

} // namespace

Task<std::vector<Receipt>> AuditLog::release(const std::vector<policy::Permit>& permits) {
  ShortList<std::size_t> entry_of_permit;
  LV_CO_TRY(built, build_release(permits, entry_of_permit));
  Append request = std::move(built);
  std::vector<Logged> logged(is_unlogged(permits) ? request.entries.size() : 0);
  if (logged.empty()) {
    LV_CO_TRY(appended, co_await append(std::move(request)));
    logged = std::move(appended);
  }
  std::vector<Receipt> receipts;
  receipts.reserve(permits.size());
  for (std::size_t i = 0; i < permits.size(); ++i)
    receipts.push_back(Receipt(permits[i].digest(), logged.at(entry_of_permit[i])));
  co_return receipts;
}

std::string header_value(const Logged& logged) {
  constexpr std::size_t bytes_max = 192;
  std::string out;
  out.reserve(bytes_max);
  out.append("v=1; log=\"").append(IdText(logged.log));
  out.append("\"; entry=").append(IdText(logged.entry));
  out.append("; leaf=:");
  append_base64(out, logged.leaf);
  out.append(":; index=").append(std::to_string(logged.index));
  return out;
}

} // namespace lv::audit
