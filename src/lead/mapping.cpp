#include "leadvault/lead/mapping.hpp"

#include "lead/text.hpp"

#include "leadvault/lead/normalise.hpp"
#include "leadvault/lead/validate.hpp"

#include <algorithm>

namespace lv::lead {
namespace {

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

const SecretText* value_of(const NewLead& lead, const Catalogue& catalogue, FieldType type) {
  for (const auto& value : lead.fields) {
    const auto* field = catalogue.field(value.field);
    if (field != nullptr && field->type == type) return &value.text;
  }
  return nullptr;
}

} // namespace

Result<void> Mapping::bind(const CsvRow& header, Violations& violations) {
  const auto before = violations.size();
  header_.clear();
  bound_.clear();
  consents_.clear();
  external_.reset();
  channel_.reset();
  for (const auto& cell : header) {
    const std::string name(trimmed(cell));
    const auto position = header_.size();
    const auto note = [&](const char* rule, const char* detail) {
      violations.push_back({"header/" + name, rule, detail});
    };
    if (has(header_, name)) note("column-twice", "two columns have this name");
    header_.push_back(name);
    bool known = has(rules_.ignored, name);
    if (name == rules_.external_column) {
      external_ = position;
      known = true;
    }
    if (!name.empty() && name == rules_.channel_column) {
      channel_ = position;
      known = true;
    }
    for (const auto& [column, field] : rules_.columns) {
      if (column != name) continue;
      bound_.push_back({position, catalogue_->field(field)});
      known = true;
    }
    for (std::size_t rule = 0; rule < rules_.consents.size(); ++rule) {
      if (rules_.consents[rule].column != name) continue;
      consents_.emplace_back(position, rule);
      known = true;
    }
    if (!known) note("unmapped-column", "map this column or list it as ignored");
  }
  if (!external_) {
    violations.push_back({"header/" + rules_.external_column, "missing-column",
                          "the column with the other system's id is required"});
  }
  if (violations.size() != before) return LV_FAIL(invalid, "the header does not fit the mapping");
  return {};
}

void Mapping::map_fields(const CsvRow& row, const std::string& row_name, MappedRow& out,
                         Violations& violations) const {
  for (const auto& bound : bound_) {
    const auto text = trimmed(row[bound.position]);
    if (text.empty()) continue;
    const auto pointer = row_name + "/" + header_[bound.position];
    if (auto stored = validate(*bound.field, text, pointer, violations)) {
      out.lead.fields.push_back({bound.field->id, std::move(*stored)});
    }
  }
}

void Mapping::map_consents(const CsvRow& row, NewLead& lead) const {
  for (const auto& [position, index] : consents_) {
    const auto& rule = rules_.consents[index];
    if (!has(rule.granted, trimmed(row[position]))) continue;
    JsonWriter evidence;
    evidence.begin_object().member("mapping", rules_.name).member("column", rule.column);
    evidence.end_object();
    NewConsent consent;
    consent.purpose = rule.purpose;
    consent.basis = rule.basis;
    consent.jurisdiction = lead.residency;
    consent.notice_version = rule.notice_version;
    consent.evidence = evidence.take();
    lead.consents.push_back(std::move(consent));
  }
}

// The index sees no region, so a number that needs one is stored in its international form.
void Mapping::index_phones(MappedRow& out) const {
  const auto* country = value_of(out.lead, *catalogue_, FieldType::country);
  const std::string_view region =
      country != nullptr ? std::string_view(*country) : std::string_view(rules_.default_region);
  for (auto& value : out.lead.fields) {
    const auto* field = catalogue_->field(value.field);
    if (field->type != FieldType::phone) continue;
    if (auto international = normalise_phone(value.text, region)) {
      value.text = std::move(*international);
    } else if (field->index != 0 && !has(out.warnings, "phone-not-indexed")) {
      out.warnings.emplace_back("phone-not-indexed");
    }
  }
}

std::variant<MappedRow, Violations> Mapping::apply(const CsvRow& row,
                                                   std::size_t row_number) const {
  const auto row_name = "row " + std::to_string(row_number);
  Violations violations;
  if (row.size() != header_.size()) {
    violations.push_back({row_name, "column-count",
                          "the row has more or fewer cells than the "
                          "header"});
    return violations;
  }
  MappedRow out;
  out.lead.subject_kind = rules_.subject_kind;
  out.lead.channel = rules_.channel;
  map_fields(row, row_name, out, violations);
  if (out.lead.fields.empty() && violations.empty()) {
    violations.push_back({row_name, "empty-row", "no mapped column of this row has a value"});
  }
  const std::string external(trimmed(row[*external_]));
  const auto external_pointer = row_name + "/" + rules_.external_column;
  if (external.empty()) {
    violations.push_back({external_pointer, "missing-external-id", "each row needs its id"});
  } else if (external.size() > limits::external_id_bytes_max || !valid_utf8(external) ||
             has_control(external, "")) {
    violations.push_back({external_pointer, "external-id-syntax",
                          "an id is at most 128 bytes of UTF-8 without control characters"});
  }
  if (!violations.empty()) return violations;
  out.key = rules_.external_system + ":" + external;
  out.lead.external_ids.push_back({rules_.external_system, external});
  const auto* country = value_of(out.lead, *catalogue_, FieldType::country);
  out.lead.residency = country != nullptr ? std::string(*country) : rules_.residency;
  if (channel_) {
    const auto source = trimmed(row[*channel_]);
    const auto at = std::find_if(rules_.channel_values.begin(), rules_.channel_values.end(),
                                 [&](const auto& one) { return one.first == source; });
    if (at != rules_.channel_values.end()) out.lead.channel = at->second;
    if (at == rules_.channel_values.end() && !source.empty()) {
      out.warnings.emplace_back("channel-unknown");
    }
  }
  index_phones(out);
  map_consents(row, out.lead);
  return out;
}

} // namespace lv::lead
