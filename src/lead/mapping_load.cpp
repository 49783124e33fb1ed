#include "leadvault/base/toml.hpp"

#include "leadvault/lead/mapping.hpp"
#include "leadvault/lead/validate.hpp"

namespace lv::lead {
namespace {

// ISO 3166-1 alpha-2 as written, or a finding.
std::string region_or_none(TomlReader& in, const char* name) {
  auto region = in.text_or(name, "");
  if (!region.empty() && country_code_of(region) != region) {
    in.note("unknown-country", std::string("\"") + name + "\" must be an ISO 3166 code");
  }
  return region;
}

void read_columns(TomlReader& in, const Catalogue& catalogue, MappingRules& rules) {
  for (const auto& [column, name] : in.pairs("columns")) {
    const auto* field = catalogue.field(name);
    if (field == nullptr) {
      in.note("unknown-field", "column \"" + column + "\" names no field of the catalogue");
      continue;
    }
    for (const auto& [other, taken] : rules.columns) {
      if (taken == field->id) {
        in.note("field-twice", "columns \"" + other + "\" and \"" + column + "\" give one field");
      }
    }
    rules.columns.emplace_back(column, field->id);
  }
  if (rules.columns.empty()) in.note("no-columns", "a mapping maps at least one column");
}

void read_channels(TomlReader& in, MappingRules& rules) {
  const auto channel = parse_channel(in.text("channel"));
  if (!channel) in.note("unknown-channel", "this channel is not known");
  rules.channel = channel ? *channel : Channel::other;
  rules.channel_column = in.text_or("channel_column", "");
  for (const auto& [text, name] : in.pairs("channels")) {
    const auto mapped = parse_channel(name);
    if (!mapped) in.note("unknown-channel", "\"" + text + "\" is mapped to no known channel");
    if (mapped) rules.channel_values.emplace_back(text, *mapped);
  }
}

void read_consents(TomlReader& in, const Catalogue& catalogue, MappingRules& rules) {
  for (auto& table : in.tables("consent")) {
    ConsentRule rule;
    rule.column = table.text("column");
    const auto* purpose = catalogue.purpose(table.text("purpose"));
    const auto basis = parse_legal_basis(table.text("basis"));
    rule.granted = table.texts("granted");
    rule.notice_version = table.text_or("notice_version", "");
    table.finish();
    if (purpose == nullptr) table.note("unknown-purpose", "this purpose is not in purposes.toml");
    if (!basis) table.note("unknown-basis", "this legal basis is not known");
    if (rule.granted.empty()) table.note("no-granted", "say which texts are a consent");
    if (purpose == nullptr || !basis) continue;
    rule.purpose = purpose->id;
    rule.basis = *basis;
    rules.consents.push_back(std::move(rule));
  }
}

} // namespace

Result<Mapping> load_mapping(const std::string& path, std::shared_ptr<const Catalogue> catalogue,
                             Violations& findings) {
  const auto before = findings.size();
  const auto table = read_toml(path, findings);
  if (!table) return LV_FAIL(config, "the mapping is no TOML file of the expected shape");
  TomlReader in(path.substr(path.rfind('/') + 1), 1, *table, findings);
  MappingRules rules;
  rules.name = in.text("name");
  const auto kind = parse_subject_kind(in.text("subject_kind"));
  if (!kind) in.note("unknown-subject-kind", "a subject is a person or an organisation");
  rules.subject_kind = kind ? *kind : SubjectKind::person;
  rules.residency = region_or_none(in, "residency");
  rules.default_region = region_or_none(in, "default_region");
  rules.external_system = in.text("external_system");
  rules.external_column = in.text("external_column");
  rules.ignored = in.texts("ignored");
  read_channels(in, rules);
  read_columns(in, *catalogue, rules);
  read_consents(in, *catalogue, rules);
  in.finish();
  if (findings.size() != before) return LV_FAIL(config, "the mapping breaks a rule");
  return Mapping(std::move(rules), std::move(catalogue));
}

} // namespace lv::lead
