#include "report.hpp"

#include <iomanip>

namespace lv::test {

void Report::check(const std::string& kind, const std::string& where, const std::string& expected,
                   const std::string& got) {
  Count& count = counts_[kind];
  ++count.checked;
  if (got == expected) return;
  ++count.failed;
  if (shown_.size() == shown_max) return;
  shown_.push_back(where + "\n  " + kind + ": expected [" + expected + "], got [" + got + "]\n");
}

std::size_t Report::checks() const {
  std::size_t sum = 0;
  for (const auto& [kind, count] : counts_) sum += count.checked;
  return sum;
}

std::size_t Report::failures() const {
  std::size_t sum = 0;
  for (const auto& [kind, count] : counts_) sum += count.failed;
  return sum;
}

void Report::print(std::ostream& out) const {
  for (const std::string& failure : shown_) out << failure;
  for (const auto& [kind, count] : counts_)
    out << std::left << std::setw(24) << kind << std::right << std::setw(8) << count.checked
        << " checked " << std::setw(8) << count.failed << " failed\n";
  out << checks() << " checks, " << failures() << " failures\n";
}

std::string joined(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : " ") + name;
  return out;
}

} // namespace lv::test
