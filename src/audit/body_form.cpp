// Which body each kind of entry has, audit/FORMAT.md §3.
#include "audit/entry_layout.hpp"

namespace lv::audit {

Result<BodyForm> body_form(std::uint8_t kind) {
  switch (static_cast<EntryKind>(kind)) {
  case EntryKind::release:
    return BodyForm::release;
  case EntryKind::denial:
    return BodyForm::denial;
  case EntryKind::search:
  case EntryKind::list:
    return BodyForm::search;
  case EntryKind::lead_created:
  case EntryKind::lead_updated:
  case EntryKind::lead_erased:
    return BodyForm::write;
  case EntryKind::consent_granted:
  case EntryKind::consent_withdrawn:
    return BodyForm::consent;
  case EntryKind::principal_created:
  case EntryKind::principal_changed:
  case EntryKind::credential_created:
  case EntryKind::credential_revoked:
  case EntryKind::tenant_created:
  case EntryKind::import_opened:
  case EntryKind::key_created:
    return BodyForm::object;
  case EntryKind::authentication_failed:
  case EntryKind::catalogue_changed:
  case EntryKind::configuration_changed:
  case EntryKind::policy_compared:
  case EntryKind::access_reviewed:
  case EntryKind::started:
  case EntryKind::stopped:
  case EntryKind::sealed:
  case EntryKind::clock_stepped:
  case EntryKind::integrity_alarm:
  case EntryKind::tail_cut:
  case EntryKind::outcome:
  case EntryKind::audit_read:
    return BodyForm::system;
  case EntryKind::policy_changed:
    return BodyForm::policy;
  case EntryKind::policy_explained:
    return BodyForm::question;
  }
  return LV_FAIL(malformed, "an entry is of an unknown kind");
}

} // namespace lv::audit
