#include "leadvault/cedar/problem.hpp"

#include <algorithm>

namespace lv::cedar {

Problem problem_at(std::string_view text, Span where, std::string what) {
  const auto before = text.substr(0, std::min<std::size_t>(where.begin, text.size()));
  const auto newline = before.rfind('\n');
  const auto line_start = newline == std::string_view::npos ? 0 : newline + 1;
  Problem problem;
  problem.what = std::move(what);
  problem.where = where;
  problem.line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
  problem.column = static_cast<std::uint32_t>(before.size() - line_start + 1);
  return problem;
}

} // namespace lv::cedar
