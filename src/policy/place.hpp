// Where a finding is, as its reader writes it: sales.cedar:12:3.
#pragma once

#include "leadvault/policy/policies.hpp"

namespace lv::policy {

inline std::string place_of(std::string_view file, const cedar::Problem& problem) {
  std::string place(file);
  if (problem.line == 0) return place;
  return place + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
}

inline std::string place_of(const Rule& rule, cedar::Span where) {
  return place_of(rule.file, cedar::problem_at(rule.policy->text, where, {}));
}

inline std::string place_of(const Rule& rule) { return place_of(rule, rule.policy->where); }

} // namespace lv::policy
