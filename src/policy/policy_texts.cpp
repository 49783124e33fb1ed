#include "policy/text_files.hpp"

#include "leadvault/base/limits.hpp"

#include <algorithm>

namespace lv::policy {
namespace {

namespace fs = std::filesystem;

// The schema of `folder`, and files that are named from `base`.
Result<PolicyTexts> read(const fs::path& folder, std::vector<std::string> files,
                         const fs::path& base, Violations& findings) {
  const auto before = findings.size();
  if (files.size() > limits::policy_files_max) {
    findings.push_back({base.string(), "too-many-files",
                        "policies are at most 256 files: put several policies into one"});
    return LV_FAIL(config, "the policies are too many files");
  }
  TextFiles reader(limits::policy_texts_bytes_max, "schema and policies are at most 1 MiB in all",
                   findings);
  PolicyTexts texts;
  texts.schema = reader.read(folder, std::string(schema_file));
  for (auto& name : files) {
    auto text = reader.read(base, name);
    texts.files.push_back({std::move(name), std::move(text)});
  }
  if (findings.size() != before) return LV_FAIL(config, "the policies cannot be read");
  return texts;
}

} // namespace

Result<PolicyTexts> read_policy_texts(const fs::path& folder, Violations& findings) {
  return read_policy_texts(folder, folder, findings);
}

Result<PolicyTexts> read_policy_texts(const fs::path& folder, const fs::path& schema_folder,
                                      Violations& findings) {
  LV_TRY(names, names_in(folder, ".cedar", findings));
  if (names.empty()) {
    findings.push_back({folder.string(), "no-policies",
                        "the folder holds no *.cedar file: nothing would be permitted"});
    return LV_FAIL(config, "there are no policies");
  }
  std::error_code absent;
  const bool has_schema = fs::exists(folder / schema_file, absent);
  return read(has_schema ? folder : schema_folder, std::move(names), folder, findings);
}

Result<PolicyTexts> read_policy_texts(const fs::path& folder, std::vector<std::string> files,
                                      Violations& findings) {
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return read(folder, std::move(files), {}, findings);
}

} // namespace lv::policy
