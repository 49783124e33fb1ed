#include "cedar/schema_report.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>

namespace lv::cedar {

namespace {

constexpr std::size_t listed_max = 100;

} // namespace

void SchemaReport::refuse(Span where, std::string what) {
  if (problems_.size() == listed_max) {
    ++unlisted_;
  } else if (text_) {
    problems_.push_back(problem_at(*text_, where, std::move(what)));
  } else {
    problems_.push_back({std::move(what), where, 0, 0});
  }
}

SchemaReport::Budget SchemaReport::spend(std::size_t steps) {
  const bool had_some = steps_ <= limits::cedar_schema_steps_max;
  steps_ += steps;
  if (steps_ <= limits::cedar_schema_steps_max) return Budget::left;
  if (had_some) refuse({}, "the schema refers to its types and actions too often");
  return Budget::spent;
}

Problems SchemaReport::take() {
  std::stable_sort(
      problems_.begin(), problems_.end(),
      [](const Problem& one, const Problem& other) { return one.where.begin < other.where.begin; });
  if (unlisted_ > 0) {
    problems_.push_back({std::to_string(unlisted_) + " more problems are not listed", {}, 0, 0});
  }
  return std::move(problems_);
}

} // namespace lv::cedar
