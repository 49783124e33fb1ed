// The problems found in one policy. It is checked for several kinds of requests; what is wrong with
// more than one is told once.
#pragma once

#include "leadvault/cedar/policy.hpp"

#include <algorithm>

namespace lv::cedar {

class Findings {
public:
  explicit Findings(const Policy& policy) : text_(policy.text) {}

  void add(Span where, std::string what) {
    const auto is_told = [&](const Problem& problem) {
      return problem.where.begin == where.begin && problem.where.end == where.end &&
             problem.what == what;
    };
    if (std::any_of(problems_.begin(), problems_.end(), is_told)) return;
    problems_.push_back(problem_at(text_, where, std::move(what)));
  }

  Problems take() && { return std::move(problems_); }

private:
  std::string_view text_;
  Problems problems_;
};

} // namespace lv::cedar
