#include "cli/transfer/row_json.hpp"

#include "leadvault/crypto/hash.hpp"

namespace lv::cli {
namespace {

constexpr std::size_t key_bytes_max = 128; // as the API says of a row's key

void write_consent(const lead::NewConsent& consent, const lead::Catalogue& catalogue,
                   JsonWriter& json) {
  const auto* purpose = catalogue.purpose(consent.purpose);
  json.begin_object();
  if (purpose != nullptr) json.member("purpose", purpose->name);
  json.member("basis", lead::name_of(consent.basis));
  if (consent.expiry.us != 0) json.member("expires_at", to_text(consent.expiry));
  if (!consent.jurisdiction.empty()) json.member("jurisdiction", consent.jurisdiction);
  if (!consent.notice_version.empty()) json.member("notice_version", consent.notice_version);
  if (!consent.evidence.empty()) json.key("evidence").raw(consent.evidence);
  json.end_object();
}

void write_lead(const lead::NewLead& lead, const lead::Catalogue& catalogue, JsonWriter& json) {
  json.begin_object();
  json.member("subject_kind", lead::name_of(lead.subject_kind));
  json.member("channel", lead::name_of(lead.channel));
  if (!lead.residency.empty()) json.member("residency", lead.residency);
  json.key("external_ids").begin_array();
  for (const auto& external : lead.external_ids) {
    json.begin_object().member("system", external.system).member("id", external.id).end_object();
  }
  json.end_array().key("fields").begin_object();
  for (const auto& value : lead.fields) {
    const auto* field = catalogue.field(value.field);
    if (field != nullptr) json.member(field->name, value.text);
  }
  json.end_object();
  if (!lead.consents.empty()) {
    json.key("consents").begin_array();
    for (const auto& consent : lead.consents) write_consent(consent, catalogue, json);
    json.end_array();
  }
  json.end_object();
}

} // namespace

SecretText row_json(std::string_view key, const lead::NewLead& lead,
                    const lead::Catalogue& catalogue) {
  JsonWriter json;
  json.begin_object().member("key", key).key("lead");
  write_lead(lead, catalogue, json);
  json.end_object();
  return json.take();
}

SecretText row_json(std::string_view key, std::string_view lead_json) {
  JsonWriter json;
  json.begin_object().member("key", key).key("lead").raw(lead_json).end_object();
  return json.take();
}

std::string row_key(const std::string& key, std::size_t number) {
  if (key.empty()) return "row " + std::to_string(number);
  if (key.size() <= key_bytes_max) return key;
  return "digest:" + to_hex(crypto::sha256(bytes_of(key)));
}

} // namespace lv::cli
