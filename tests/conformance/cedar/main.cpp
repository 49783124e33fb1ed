// cedar_conformance: holds the policy engine against suites in the layout of Cedar's own.
#include "run.hpp"

#include <algorithm>
#include <exception>
#include <iostream>

namespace {

constexpr const char* usage =
    "Usage: cedar_conformance DIR...\n"
    "Each DIR is the root of a suite: manifests are tests/**/*.json and corpus-tests/*.json.\n"
    "Exits with 1 when a check fails or there is nothing to check.\n";

void run_suite(const std::filesystem::path& root, lv::test::Report& report) {
  const auto manifests = lv::test::manifests_below(root);
  std::cout << root.string() << ": " << manifests.size() << " manifests\n";
  for (const auto& file : manifests) lv::test::run(lv::test::load_manifest(root, file), report);
}

} // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> roots(arguments + 1, arguments + count);
  const bool help = std::count(roots.begin(), roots.end(), "--help") > 0;
  if (help || roots.empty()) {
    (help ? std::cout : std::cerr) << usage;
    return help ? 0 : 2;
  }
  lv::test::Report report;
  try {
    for (const auto& root : roots) {
      if (!std::filesystem::is_directory(root)) {
        std::cerr << root << ": no folder\n" << usage;
        return 2;
      }
      run_suite(root, report);
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  report.print(std::cout);
  return report.checks() > 0 && report.failures() == 0 ? 0 : 1;
}
