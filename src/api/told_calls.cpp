#include "api/told_calls.hpp"

#include "api/names.hpp"

#include <set>

namespace lv::api {
namespace {

using audit::EntryKind;
using policy::CallOutcome;

struct CallOfKind {
  EntryKind kind;
  std::string_view action;
};

// What a permitted call leaves in the log, and which action it was decided by, for no purpose: that
// of the entry is what the call was about. Without lead_created and consent_granted, which do not
// say whether a call of their own or an import made them.
constexpr CallOfKind calls_of_kinds[] = {
    {EntryKind::lead_updated, "updateLead"},
    {EntryKind::lead_erased, "deleteLead"},
    {EntryKind::consent_withdrawn, "recordConsent"},
    {EntryKind::principal_created, "managePrincipals"},
    {EntryKind::principal_changed, "managePrincipals"},
    {EntryKind::credential_created, "managePrincipals"},
    {EntryKind::credential_revoked, "managePrincipals"},
    {EntryKind::tenant_created, "manageTenants"},
    {EntryKind::policy_explained, "readPolicies"},
    {EntryKind::policy_compared, "readAudit"}, // takes all three
    {EntryKind::policy_compared, "listLeads"},
    {EntryKind::policy_compared, "readConsent"},
    {EntryKind::access_reviewed, "readPolicies"},
    {EntryKind::audit_read, "readAudit"},
    {EntryKind::import_opened, "importLeads"},
};

// A purpose that is not bound is mostly refused before the policies are asked; such an entry does
// not say which it was.
bool is_of_policies(const audit::Entry& entry, const audit::DenialBody& denial) {
  switch (static_cast<Errc>(denial.reason)) {
  case Errc::forbidden:
  case Errc::not_permitted:
  case Errc::policy_failed:
    return true;
  case Errc::purpose_not_bound:
    return entry.purpose != lead::PurposeId{};
  default:
    return false;
  }
}

bool is_about_call(const audit::DenialBody& denial, const lead::Catalogue& catalogue) {
  const auto* action = catalogue.action(denial.action);
  const bool of_fields = action != nullptr && policy::reads_fields(action->name);
  return denial.lead.is_zero() && denial.fields.empty() && !of_fields;
}

// Leads of an export are decided on once the call is permitted.
bool is_exported(const audit::Entry& entry, std::uint16_t export_action) {
  if (const auto* release = std::get_if<audit::ReleaseBody>(&entry.body))
    return release->action == export_action;
  const auto* denial = std::get_if<audit::DenialBody>(&entry.body);
  return denial != nullptr && denial->action == export_action && !denial->lead.is_zero();
}

} // namespace

std::vector<ToldCall> calls_told_by(const audit::Entry& entry, const lead::Catalogue& catalogue) {
  if (entry.principal.is_zero()) return {}; // the first operator, whom nobody permitted anything
  const auto export_action = action_number(catalogue, "exportLeads");
  if (is_exported(entry, export_action))
    return {{{export_action}, entry.purpose, CallOutcome::permitted}};
  if (const auto* search = std::get_if<audit::SearchBody>(&entry.body))
    return {{{search->action}, entry.purpose, CallOutcome::permitted}};
  if (const auto* denial = std::get_if<audit::DenialBody>(&entry.body)) {
    if (!is_about_call(*denial, catalogue) || !is_of_policies(entry, *denial)) return {};
    return {{{denial->action}, entry.purpose, CallOutcome::denied}};
  }
  std::vector<ToldCall> told;
  for (const auto& [kind, action] : calls_of_kinds) {
    if (kind == entry.kind)
      told.push_back({{action_number(catalogue, action)}, {}, CallOutcome::permitted});
  }
  return told;
}

std::vector<EntryKind> deciding_kinds() {
  std::set<EntryKind> kinds{EntryKind::release, EntryKind::denial, EntryKind::search,
                            EntryKind::list};
  for (const auto& one : calls_of_kinds) kinds.insert(one.kind);
  return {kinds.begin(), kinds.end()};
}

} // namespace lv::api
