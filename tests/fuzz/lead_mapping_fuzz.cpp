// Any text as a mapping file, and behind a NUL byte a CSV file for it. A mapping with a finding is
// not made; one that is made accepts a header of its own columns; each row becomes a lead under its
// external id or says why not, and no column is dropped silently.
#include "file.hpp"

#include "leadvault/lead/catalogue_load.hpp"
#include "leadvault/lead/mapping.hpp"

#include <set>

using namespace lv;
using namespace lv::lead;
using lv::fuzz::demand;

namespace {

std::shared_ptr<const Catalogue> catalogue() {
  static const auto loaded = [] {
    Violations findings;
    return load_catalogue(LV_SOURCE_DIR "/policies", findings).value();
  }();
  return loaded;
}

std::set<std::string> columns_of(const MappingRules& rules) {
  std::set<std::string> out{rules.external_column};
  for (const auto& [column, field] : rules.columns) out.insert(column);
  for (const auto& consent : rules.consents) out.insert(consent.column);
  if (!rules.channel_column.empty()) out.insert(rules.channel_column);
  return out;
}

void check_rules(const MappingRules& rules) {
  std::set<std::uint16_t> fields;
  demand(!rules.name.empty() && !rules.external_system.empty(),
         "a mapping has a name and a system");
  for (const auto& [column, field] : rules.columns) {
    demand(catalogue()->field(field) != nullptr, "a column leads to a field of the catalogue");
    demand(fields.insert(field.value).second, "a field comes from one column");
  }
  demand(!fields.empty(), "a mapping maps something");
  for (const auto& consent : rules.consents) {
    demand(catalogue()->purpose(consent.purpose) != nullptr && !consent.granted.empty(),
           "a consent has a purpose and a text that grants it");
  }
}

// Binds the mapping to its own columns, as a file's header would have them.
void bind_own(Mapping mapping) {
  CsvRow header;
  for (const auto& column : columns_of(mapping.rules())) header.emplace_back(column);
  header.emplace_back("a column that nobody mapped");
  Violations violations;
  demand(!mapping.bind(header, violations), "an unmapped column is told");
  for (const auto& violation : violations)
    demand(violation.rule == "unmapped-column" || violation.rule == "missing-column" ||
               violation.rule == "column-twice",
           "a header is refused by a rule");
}

void apply_row(const Mapping& mapping, const CsvRow& row, std::size_t number) {
  const auto outcome = mapping.apply(row, number);
  if (const auto* violations = std::get_if<Violations>(&outcome)) {
    demand(!violations->empty(), "a refused row says why");
    const auto name = "row " + std::to_string(number);
    for (const auto& one : *violations) demand(one.pointer.starts_with(name), "and where");
    return;
  }
  const auto& mapped = std::get<MappedRow>(outcome);
  demand(mapped.key.starts_with(mapping.rules().external_system + ":"), "a row has its outer id");
  demand(!mapped.lead.fields.empty(), "a lead has a field");
  std::set<std::uint16_t> fields;
  for (const auto& value : mapped.lead.fields)
    demand(fields.insert(value.field.value).second, "a lead has a field once");
}

void apply_file(Mapping mapping, std::string_view csv) {
  CsvReader reader;
  reader.push(csv);
  reader.finish();
  const auto header = reader.next();
  if (!header || !*header) return;
  Violations violations;
  const bool bound = mapping.bind(**header, violations).has_value();
  demand(bound == violations.empty(), "a header that does not fit is told why");
  for (std::size_t number = 1; bound && number < 50; ++number) {
    const auto row = reader.next();
    if (!row || !*row) return;
    apply_row(mapping, **row, number);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\0'), size);
  const fuzz::MemoryFile file(text.substr(0, end));
  Violations findings;
  const auto mapping = load_mapping(file.path(), catalogue(), findings);
  demand(mapping.has_value() == findings.empty(), "a mapping is made when there is no finding");
  if (!mapping) return 0;
  check_rules(mapping->rules());
  bind_own(*mapping);
  apply_file(*mapping, text.substr(std::min(end + 1, size)));
  return 0;
}
