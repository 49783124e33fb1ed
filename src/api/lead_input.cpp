#include "api/lead_input.hpp"

#include "api/json_text.hpp"

#include "leadvault/lead/validate.hpp"

#include <set>

namespace lv::api {
namespace {

constexpr std::int64_t consents_max = 64;
constexpr Span external_id_bytes{1, static_cast<std::int64_t>(limits::external_id_bytes_max)};

std::string plain(const SecretText* text) {
  return text == nullptr ? std::string() : std::string(text->begin(), text->end());
}

// The store keeps them as they are: they must be lines of text.
void check_printable(ObjectReader& reader, std::string_view name, const SecretText* text) {
  if (text == nullptr) return;
  for (const char c : *text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return reader.note(name, "control-character", "control characters are not taken");
}

} // namespace

std::string read_country(ObjectReader& reader, std::string_view name) {
  const auto* text = reader.text(name, Need::optional, Span{2, 2});
  if (text == nullptr) return {};
  const auto code = lead::country_code_of(*text);
  if (code == std::string_view(*text)) return std::string(code);
  reader.note(name, "country-unknown", "this must be an ISO 3166-1 alpha-2 code in capitals");
  return {};
}

lead::ExternalId read_external_id(const JsonValue& body, const std::string& pointer,
                                  Violations& violations) {
  ObjectReader reader(body, pointer, violations, {"system", "id"});
  const auto* system = reader.text("system", Need::required, Span{1, 64});
  const auto* id = reader.text("id", Need::required, external_id_bytes);
  check_printable(reader, "system", system);
  check_printable(reader, "id", id);
  return {plain(system), plain(id)};
}

std::vector<FieldInput> read_fields(const JsonValue& fields, const std::string& pointer,
                                    const lead::Catalogue& catalogue, Violations& violations) {
  std::vector<FieldInput> inputs;
  for (const auto& [name, value] : *fields.as_object()) {
    const auto at = pointer + "/" + pointer_escape(name);
    const auto* field = catalogue.field(std::string_view(name));
    if (field == nullptr) {
      violations.push_back({at, "unknown-field", "the catalogue has no such field"});
    } else if (value.is_null()) {
      inputs.push_back({field->id, std::nullopt});
    } else if (const auto* text = value.as_string()) {
      if (auto stored = lead::validate(*field, *text, at, violations))
        inputs.push_back({field->id, std::move(*stored)});
    } else {
      violations.push_back({at, "type", "a field's value must be a string or null"});
    }
  }
  return inputs;
}

lead::NewConsent read_consent(const JsonValue& body, const std::string& pointer,
                              const lead::Catalogue& catalogue, Violations& violations) {
  ObjectReader reader(
      body, pointer, violations,
      {"purpose", "basis", "expires_at", "jurisdiction", "notice_version", "evidence"});
  lead::NewConsent consent;
  if (const auto* name = reader.text("purpose", Need::required, Span{1, 64})) {
    if (const auto* purpose = catalogue.purpose(std::string_view(*name))) {
      consent.purpose = purpose->id;
    } else {
      reader.note("purpose", "unknown-purpose", "the catalogue has no such purpose");
    }
  }
  consent.basis = reader.choice("basis", Need::required, lead::parse_legal_basis)
                      .value_or(lead::LegalBasis::consent);
  consent.expiry = reader.time("expires_at", Need::optional).value_or(Time{});
  consent.jurisdiction = read_country(reader, "jurisdiction");
  const auto* notice = reader.text("notice_version", Need::optional, Span{1, 64});
  check_printable(reader, "notice_version", notice);
  consent.notice_version = plain(notice);
  if (const auto* evidence = reader.object("evidence", Need::optional)) {
    JsonWriter text;
    write_json(*evidence, text);
    consent.evidence = text.take();
    if (consent.evidence.size() > limits::field_value_bytes_max)
      reader.note("evidence", "too-long", "the evidence has too many bytes");
  }
  return consent;
}

lead::NewLead read_new_lead(const JsonValue& body, const std::string& pointer,
                            const lead::Catalogue& catalogue, Violations& violations) {
  ObjectReader reader(
      body, pointer, violations,
      {"subject_kind", "channel", "residency", "external_ids", "fields", "consents"});
  lead::NewLead lead;
  lead.subject_kind = reader.choice("subject_kind", Need::required, lead::parse_subject_kind)
                          .value_or(lead::SubjectKind::person);
  lead.channel =
      reader.choice("channel", Need::required, lead::parse_channel).value_or(lead::Channel::other);
  lead.residency = read_country(reader, "residency");

  const Span ids{0, static_cast<std::int64_t>(limits::external_ids_max)};
  if (const auto* array = reader.array("external_ids", Need::optional, ids)) {
    std::set<std::pair<std::string, std::string>> seen;
    for (std::size_t i = 0; i < array->size(); ++i) {
      const auto at = reader.pointer_of("external_ids") + "/" + std::to_string(i);
      auto id = read_external_id((*array)[i], at, violations);
      if (!seen.insert({id.system, id.id}).second)
        violations.push_back({at, "duplicate", "this external id is given twice"});
      lead.external_ids.push_back(std::move(id));
    }
  }
  if (const auto* fields = reader.object("fields", Need::required)) {
    for (auto& input : read_fields(*fields, reader.pointer_of("fields"), catalogue, violations))
      if (input.text) lead.fields.push_back({input.field, std::move(*input.text)});
  }
  if (const auto* array = reader.array("consents", Need::optional, Span{0, consents_max})) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      const auto at = reader.pointer_of("consents") + "/" + std::to_string(i);
      lead.consents.push_back(read_consent((*array)[i], at, catalogue, violations));
    }
  }
  return lead;
}

} // namespace lv::api
