#include "leadvault/policy/table_tests.hpp"

#include "policy/field_ruling.hpp"
#include "policy/table_reader.hpp"
#include "policy/text_files.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

// What is compared, of an expectation and of a verdict.
struct Answer {
  cedar::Decision decision = cedar::Decision::deny;
  std::vector<std::string> reasons; // ascending
  std::string code;                 // of a denial
  std::optional<lead::MaskKind> mask;
};

std::vector<std::string> ids_of(const Policies& policies, const Verdict& verdict) {
  std::vector<std::string> ids;
  for (const auto* policy : verdict.determining) ids.push_back(policies.rule_of(policy).id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string text_of(const Answer& answer) {
  const bool allows = answer.decision == cedar::Decision::allow;
  std::string text = allows ? "allow by" : "deny by";
  if (answer.reasons.empty()) text += " no policy";
  for (const auto& id : answer.reasons) text += " " + id;
  if (!answer.code.empty()) text += ", code " + answer.code;
  if (answer.mask) text += ", mask " + std::string(lead::name_of(*answer.mask));
  return text;
}

class CaseTrial {
public:
  CaseTrial(const Policies& policies, const TableCase& given)
      : policies_(policies),
        case_(given), expected_{given.decision, given.reasons, given.code, given.mask} {}

  std::string failure() {
    if (!reads_fields(case_.action)) {
      const ActionQuestion question{case_.action, case_.purpose, case_.lead.tenant};
      return compare("", answer_of(judge_action(policies_, case_.caller, question, table_now)));
    }
    Judge judge(policies_, case_.caller, case_.lead, table_now);
    for (const auto* field : case_.fields) {
      const FieldQuestion question{case_.action, case_.purpose, field, case_.exported};
      const auto verdict = judge.judge(question);
      auto answer = answer_of(verdict);
      if (verdict.allowed() && case_.mask)
        answer.mask =
            rule_on_field(policies_, judge, question, View::mask).mask.value_or(field->mask);
      auto failure = compare(field->name + ": ", answer);
      if (!failure.empty()) return failure;
    }
    return {};
  }

private:
  Answer answer_of(const Verdict& verdict) const {
    Answer answer{verdict.decision, ids_of(policies_, verdict), {}, {}};
    if (!verdict.allowed()) answer.code = code_of(withheld_by(policies_, {}, verdict));
    return answer;
  }

  // A code that is not expected is not compared.
  std::string compare(const std::string& what, const Answer& came) const {
    const bool same = came.decision == expected_.decision && came.reasons == expected_.reasons &&
                      (expected_.code.empty() || came.code == expected_.code) &&
                      came.mask == expected_.mask;
    if (same) return {};
    return what + "expected " + text_of(expected_) + "; came " + text_of(came);
  }

  const Policies& policies_;
  const TableCase& case_;
  Answer expected_;
};

} // namespace

Result<std::vector<PolicyFile>> read_table_files(const std::filesystem::path& folder,
                                                 Violations& findings) {
  const auto before = findings.size();
  LV_TRY(names, names_in(folder, ".json", findings));
  if (names.empty()) {
    findings.push_back({folder.string(), "no-cases", "the folder holds no *.json file"});
  }
  TextFiles reader(limits::policy_tables_bytes_max, "cases are at most 16 MiB in all", findings);
  std::vector<PolicyFile> files;
  for (auto& name : names) {
    auto text = reader.read(folder, name);
    files.push_back({std::move(name), std::move(text)});
  }
  if (findings.size() != before) return LV_FAIL(config, "the cases cannot be read");
  return files;
}

Result<std::vector<CaseResult>> run_table_files(const Policies& policies,
                                                const std::vector<PolicyFile>& files,
                                                Violations& findings) {
  const auto before = findings.size();
  std::vector<std::vector<TableCase>> tables;
  for (const auto& file : files) {
    tables.push_back(TableReader(policies.catalogue(), file, findings).read());
  }
  if (findings.size() != before) return LV_FAIL(config, "the cases break a rule");
  std::vector<CaseResult> results;
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (const auto& one : tables[i]) {
      results.push_back({files[i].name, one.name, CaseTrial(policies, one).failure()});
    }
  }
  return results;
}

} // namespace lv::policy
