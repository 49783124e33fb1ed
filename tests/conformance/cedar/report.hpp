// What was checked, how often, and the first failures.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace lv::test {

class Report {
public:
  // Counts one check of a kind ("decision"); `got` differing from `expected` is a failure.
  void check(const std::string& kind, const std::string& where, const std::string& expected,
             const std::string& got);
  std::size_t checks() const;
  std::size_t failures() const;
  void print(std::ostream& out) const;

private:
  static constexpr std::size_t shown_max = 20;
  struct Count {
    std::size_t checked = 0;
    std::size_t failed = 0;
  };
  std::map<std::string, Count> counts_;
  std::vector<std::string> shown_;
};

std::string joined(const std::set<std::string>& names);

} // namespace lv::test
