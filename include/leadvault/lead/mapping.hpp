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

struct ColumnRule {
  std::string column;
  FieldId field;
  std::string date_format; // "" = ISO; "yyyymmdd", "m/d/yyyy"
};

struct MappingRules {
  std::string name;
  SubjectKind subject_kind = SubjectKind::person;
  Channel channel = Channel::import;
  std::string channel_column;
  std::vector<std::pair<std::string, Channel>> channel_values;
  std::string residency;      // when no country column tells
  std::string default_region; // of phones without a calling code
  std::string external_system;
  std::string external_column;
  std::vector<ColumnRule> columns;
  std::vector<std::string> ignored; // columns known and left out
};

struct MappedRow {
  std::string key; // the external id, or "row <n>": unique in one import
  NewLead lead;
  std::vector<std::string> warnings; // "phone-not-indexed", "unmapped-country"
};

class Mapping {
public:
  explicit Mapping(MappingRules rules, std::shared_ptr<const Catalogue> catalogue)
      : rules_(std::move(rules)), catalogue_(std::move(catalogue)) {}

  const MappingRules& rules() const { return rules_; }
  // Ties the rules to a file's header row. A missing external-id column and a column that is
  // neither mapped nor ignored are violations: nothing is dropped silently.
  Result<void> bind(const CsvRow& header, Violations& violations);
  // `row_number` counts data rows from 1. Pointers are "row 7/Email".
  std::variant<MappedRow, Violations> apply(const CsvRow& row, std::size_t row_number) const;

private:
  struct Bound {
    std::size_t position;
    const ColumnRule* rule;
  };
  MappingRules rules_;
  std::shared_ptr<const Catalogue> catalogue_;
  std::size_t width_ = 0;
  std::vector<Bound> bound_;
  std::optional<std::size_t> external_;
  std::optional<std::size_t> channel_;
  std::vector<std::string> header_;
};

// Findings as for catalogues: "salesforce.toml:7", rule, detail.
Result<Mapping> load_mapping(const std::string& path, std::shared_ptr<const Catalogue> catalogue,
                             Violations& findings);

} // namespace lv::lead
