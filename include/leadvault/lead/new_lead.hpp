// NewLead: a lead as it comes in, before it has an id. Values are validated and in stored form.
// A plain value of one owner; its texts wipe themselves on release and are never logged.
#pragma once

#include "leadvault/base/json.hpp"
#include "leadvault/lead/consent.hpp"
#include "leadvault/lead/field.hpp"
#include "leadvault/lead/lead.hpp"

namespace lv::lead {

struct NewConsent {
  PurposeId purpose;
  LegalBasis basis = LegalBasis::consent;
  Time expiry;
  std::string jurisdiction;
  std::string notice_version;
  SecretText evidence; // JSON text; sealed under the lead key
};

struct FieldValue {
  FieldId field;
  SecretText text;
};

struct NewLead {
  SubjectKind subject_kind = SubjectKind::person;
  Channel channel = Channel::other;
  std::string residency; // ISO 3166-1 alpha-2 or empty
  std::vector<ExternalId> external_ids;
  std::vector<FieldValue> fields; // each field once
  std::vector<NewConsent> consents;
};

} // namespace lv::lead
