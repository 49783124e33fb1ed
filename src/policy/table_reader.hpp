// Reads a file of table tests: each case as the vault would meet it, and the answer it expects.
#pragma once

#include "policy/table_members.hpp"

#include "leadvault/cedar/authorize.hpp"
#include "leadvault/policy/decider.hpp"
#include "leadvault/policy/policies.hpp"

namespace lv::policy {

inline constexpr Time table_now{1'000'000}; // when everything is decided

struct TableCase {
  std::string name;
  Caller caller;
  LeadFacts lead;
  std::string action;
  lead::PurposeId purpose;
  std::vector<const lead::FieldDef*> fields; // of a reading
  std::optional<ExportFacts> exported;
  cedar::Decision decision = cedar::Decision::deny;
  std::vector<std::string> reasons; // ascending
  std::string code;                 // of a denial; empty: any
  std::optional<lead::MaskKind> mask;
};

class TableReader {
public:
  TableReader(const lead::Catalogue& catalogue, const PolicyFile& file, Violations& findings)
      : catalogue_(catalogue), file_(file), all_findings_(findings),
        findings_(file.name, findings) {}

  std::vector<TableCase> read(); // those it could read; every fault is a finding

private:
  TableCase read_case(const Members& given);
  void read_principal(const Members& given, Caller& caller);
  void read_question(const Members& given, TableCase& out);
  void read_lead(const Members& given, TableCase& out);
  void read_bases(const Members& given, LeadFacts& facts);
  void read_answer(const Members& given, TableCase& out);
  ShortList<lead::PurposeId> purposes(const Members& given, std::string_view name);
  // Nothing with a finding when it is none of the words; absent: `otherwise`.
  std::optional<std::size_t> choice(const Members& given, std::string_view name,
                                    std::initializer_list<std::string_view> words,
                                    std::optional<std::size_t> otherwise);
  void unknown(const std::string& pointer, const char* what);

  const lead::Catalogue& catalogue_;
  const PolicyFile& file_;
  Violations& all_findings_;
  TableFindings findings_;
};

} // namespace lv::policy
