// Any text as the configuration file. A finding or a value within its bounds for every setting; the
// canonical text, given back setting by setting as flags, is the same configuration; and a flag
// goes before the environment, which goes before the file.
#include "app/config.hpp"
#include "file.hpp"

#include <set>

using namespace lv;
using namespace lv::app;
using lv::fuzz::demand;

namespace {

using Flags = std::map<std::string, std::string, std::less<>>;

std::string no_environment(std::string_view) { return {}; }

void check_bounds(const Config& config) {
  demand(config.threads >= 1 && config.threads <= 4'096, "there is a bounded number of threads");
  demand(config.cache_kib >= 1'024 && config.cache_kib <= 65'536 * 1'024, "the cache is bounded");
  demand(config.segment_bytes >= 1 << 20 && config.segment_bytes <= 1 << 30,
         "a segment is bounded");
}

std::set<std::string> rules_of(const Violations& violations) {
  std::set<std::string> out;
  for (const auto& one : violations) {
    demand(!one.pointer.empty() && !one.rule.empty() && !one.detail.empty(),
           "a finding says where, which rule and what to do");
    out.insert(one.rule);
  }
  return out;
}

Flags as_flags(const Settings& read) {
  Flags out;
  for (const auto& setting : settings()) out[setting.name] = read.value(setting.name).text;
  return out;
}

void check_same_as_flags(const Settings& read, const Config& config,
                         const std::set<std::string>& rules) {
  Violations violations;
  const auto again = Settings::read({}, as_flags(read), no_environment, violations);
  demand(violations.empty(), "flags of known names are read");
  const auto same = again.checked(violations);
  demand(same.canonical == config.canonical, "a configuration has one canonical text");
  demand(rules_of(violations) == rules, "a value is right or wrong wherever it comes from");
}

void check_order(const std::string& path) {
  Violations violations;
  const auto read = Settings::read(
      path, {{"threads", "3"}},
      [](std::string_view name) {
        return std::string(name == "LEADVAULT_THREADS" || name == "LEADVAULT_CACHE_MIB" ? "5" : "");
      },
      violations);
  demand(read.value("threads").text == "3", "a flag goes before all else");
  demand(read.value("cache-mib").text == "5", "the environment goes before the file");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  Violations violations;
  const auto read = Settings::read(file.path(), {}, no_environment, violations);
  rules_of(violations);
  violations.clear();
  const auto config = read.checked(violations);
  check_bounds(config);
  check_same_as_flags(read, config, rules_of(violations));
  check_order(file.path());
  return 0;
}
