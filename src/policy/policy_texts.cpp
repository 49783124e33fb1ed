#include "leadvault/base/limits.hpp"
#include "leadvault/policy/policies.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace lv::policy {
namespace {

namespace fs = std::filesystem;

// Reads files while all of them together stay within the limit.
class Reader {
public:
  Reader(fs::path folder, Violations& findings) : folder_(std::move(folder)), findings_(findings) {}

  std::string read(const std::string& name) { return read(folder_, name); }

  std::string read(const fs::path& folder, const std::string& name) {
    std::ifstream in(folder / name, std::ios::binary);
    std::string text;
    if (in) text = std::string(std::istreambuf_iterator<char>(in), {});
    if (!in || in.bad()) {
      findings_.push_back({name, "unreadable-file", "the file cannot be read"});
      return {};
    }
    if (text.size() > left_) {
      findings_.push_back({name, "too-long", "schema and policies are at most 1 MiB in all"});
      return {};
    }
    left_ -= text.size();
    return text;
  }

private:
  fs::path folder_;
  Violations& findings_;
  std::size_t left_ = limits::policy_texts_bytes_max;
};

} // namespace

Result<PolicyTexts> read_policy_texts(const fs::path& folder, Violations& findings) {
  return read_policy_texts(folder, folder, findings);
}

Result<PolicyTexts> read_policy_texts(const fs::path& folder, const fs::path& schema_folder,
                                      Violations& findings) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".cedar") names.push_back(at->path().filename().string());
  }
  if (error) {
    findings.push_back({folder.string(), "unreadable-folder", "the folder cannot be listed"});
    return LV_FAIL(config, "the policies cannot be read");
  }
  std::sort(names.begin(), names.end());
  const auto before = findings.size();
  if (names.empty()) {
    findings.push_back({folder.string(), "no-policies", "the folder holds no *.cedar file"});
  }
  if (names.size() > limits::policy_files_max) {
    findings.push_back({folder.string(), "too-many-files", "policies are at most 256 files"});
    return LV_FAIL(config, "the policies are too many files");
  }
  Reader reader(folder, findings);
  PolicyTexts texts;
  const bool has_schema = fs::exists(folder / std::string(schema_file), error);
  texts.schema = reader.read(has_schema ? folder : schema_folder, std::string(schema_file));
  for (const auto& name : names) texts.files.push_back({name, reader.read(name)});
  if (findings.size() != before) return LV_FAIL(config, "the policies cannot be read");
  return texts;
}

} // namespace lv::policy
