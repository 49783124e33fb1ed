// Mapping: how the columns of another system's export become a lead. Immutable once loaded;
// thread safe. Never stores a row.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/lead/catalogue.hpp"
#include "leadvault/lead/csv.hpp"
#include "leadvault/lead/new_lead.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace lv::lead {

struct ConsentRule {
  std::string column;
  PurposeId purpose;
  LegalBasis basis = LegalBasis::consent;
  std::vector<std::string> granted; // cell texts that say yes; any other text says nothing
  std::string notice_version;
};

struct MappingRules {
  std::string name;
  SubjectKind subject_kind = SubjectKind::person;
  Channel channel = Channel::import; // where no column tells
  std::string channel_column;
  std::vector<std::pair<std::string, Channel>> channel_values;
  std::string residency;      // where no country tells
  std::string default_region; // of phones without a calling code, where no country tells
  std::string external_system;
  std::string external_column;
  std::vector<std::pair<std::string, FieldId>> columns;
  std::vector<ConsentRule> consents;
  std::vector<std::string> ignored; // columns known and left out
};

struct MappedRow {
  std::string key; // the external id, or "row <n>": unique in one import
  NewLead lead;
  std::vector<std::string> warnings; // "phone-not-indexed", "channel-unknown"
};

class Mapping {
public:
  Mapping(MappingRules rules, std::shared_ptr<const Catalogue> catalogue)
      : rules_(std::move(rules)), catalogue_(std::move(catalogue)) {}

  const MappingRules& rules() const { return rules_; }
  // Ties the rules to a file's header row (trimmed). A missing external-id column, a column that
  // stands twice and one that is neither mapped nor ignored are violations: nothing is dropped
  // silently.
  Result<void> bind(const CsvRow& header, Violations& violations);
  // `row_number` counts data rows from 1. Pointers are "row 7/Email". Phones that normalise become
  // E.164; others stay as written, with the warning "phone-not-indexed".
  std::variant<MappedRow, Violations> apply(const CsvRow& row, std::size_t row_number) const;

private:
  struct Bound {
    std::size_t position;
    const FieldDef* field;
  };
  void map_fields(const CsvRow& row, const std::string& row_name, MappedRow& out,
                  Violations& violations) const;
  void map_consents(const CsvRow& row, NewLead& lead) const;
  void index_phones(MappedRow& out) const;

  MappingRules rules_;
  std::shared_ptr<const Catalogue> catalogue_;
  std::vector<std::string> header_;
  std::vector<Bound> bound_;
  std::vector<std::pair<std::size_t, std::size_t>> consents_; // column, rule
  std::optional<std::size_t> external_;
  std::optional<std::size_t> channel_;
};

// Findings as for catalogues: "salesforce.toml:7", rule, detail.
Result<Mapping> load_mapping(const std::string& path, std::shared_ptr<const Catalogue> catalogue,
                             Violations& findings);

} // namespace lv::lead
