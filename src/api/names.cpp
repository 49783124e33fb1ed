#include "api/names.hpp"

namespace lv::api {
namespace {

using audit::EntryKind;

struct KindName {
  EntryKind kind;
  std::string_view name;
};

constexpr KindName kind_names[] = {
    {EntryKind::release, "release"},
    {EntryKind::denial, "denial"},
    {EntryKind::search, "search"},
    {EntryKind::list, "list"},
    {EntryKind::lead_created, "lead-created"},
    {EntryKind::lead_updated, "lead-updated"},
    {EntryKind::lead_erased, "lead-erased"},
    {EntryKind::consent_granted, "consent-granted"},
    {EntryKind::consent_withdrawn, "consent-withdrawn"},
    {EntryKind::principal_created, "principal-created"},
    {EntryKind::principal_changed, "principal-changed"},
    {EntryKind::credential_created, "credential-created"},
    {EntryKind::credential_revoked, "credential-revoked"},
    {EntryKind::tenant_created, "tenant-created"},
    {EntryKind::authentication_failed, "authentication-failed"},
    {EntryKind::catalogue_changed, "catalogue-changed"},
    {EntryKind::policy_changed, "policy-changed"},
    {EntryKind::configuration_changed, "configuration-changed"},
    {EntryKind::policy_explained, "policy-explained"},
    {EntryKind::policy_compared, "policy-compared"},
    {EntryKind::access_reviewed, "access-reviewed"},
    {EntryKind::started, "started"},
    {EntryKind::stopped, "stopped"},
    {EntryKind::sealed, "sealed"},
    {EntryKind::clock_stepped, "clock-stepped"},
    {EntryKind::integrity_alarm, "integrity-alarm"},
    {EntryKind::tail_cut, "tail-cut"},
    {EntryKind::outcome, "outcome"},
    {EntryKind::audit_read, "audit-read"},
    {EntryKind::import_opened, "import-opened"},
    {EntryKind::key_created, "key-created"},
};

std::string numbered(std::uint16_t number) { return "#" + std::to_string(number); }

} // namespace

std::string purpose_name(const lead::Catalogue& catalogue, lead::PurposeId purpose) {
  const auto* found = catalogue.purpose(purpose);
  return found == nullptr ? numbered(purpose.value) : found->name;
}

std::string action_name(const lead::Catalogue& catalogue, std::uint16_t action) {
  const auto* found = catalogue.action(action);
  return found == nullptr ? numbered(action) : found->name;
}

std::uint16_t action_number(const lead::Catalogue& catalogue, std::string_view name) {
  const auto* action = catalogue.action(name);
  return action == nullptr ? std::uint16_t{0} : action->id;
}

std::string role_name(const lead::Catalogue& catalogue, std::uint16_t role) {
  const auto* found = catalogue.role(role);
  return found == nullptr ? numbered(role) : found->name;
}

std::string field_name(const lead::Catalogue& catalogue, lead::FieldId field) {
  const auto* found = catalogue.field(field);
  return found == nullptr ? numbered(field.value) : found->name;
}

std::string_view kind_name(EntryKind kind) {
  for (const auto& known : kind_names)
    if (known.kind == kind) return known.name;
  return "unknown";
}

std::optional<EntryKind> parse_kind(std::string_view name) {
  for (const auto& known : kind_names)
    if (known.name == name) return known.kind;
  return std::nullopt;
}

void write_text_or_null(std::string_view name, const std::string& text, JsonWriter& json) {
  json.key(name);
  if (text.empty()) {
    json.null();
  } else {
    json.value(text);
  }
}

} // namespace lv::api
