// Text files of a folder, as long as all of them together stay within a bound. What cannot be read
// is a finding under the file's name.
#pragma once

#include "leadvault/policy/policies.hpp"

namespace lv::policy {

class TextFiles {
public:
  TextFiles(std::size_t bytes_max, const char* too_long, Violations& findings)
      : left_(bytes_max), too_long_(too_long), findings_(findings) {}

  // Empty with a finding when it is no regular file, cannot be read or is too long.
  std::string read(const std::filesystem::path& folder, const std::string& name);

private:
  std::string refuse(const std::string& name, const char* rule, std::string detail);

  std::size_t left_;
  const char* too_long_;
  Violations& findings_;
};

// Names that end in `extension`, ascending. Errors: config, with a finding.
Result<std::vector<std::string>> names_in(const std::filesystem::path& folder,
                                          std::string_view extension, Violations& findings);

} // namespace lv::policy
