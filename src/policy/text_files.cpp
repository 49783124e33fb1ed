#include "policy/text_files.hpp"

#include <algorithm>
#include <fstream>

namespace lv::policy {

namespace fs = std::filesystem;

std::string TextFiles::refuse(const std::string& name, const char* rule, std::string detail) {
  findings_.push_back({name, rule, std::move(detail)});
  return {};
}

// Its size is looked at first: of a file that is too long nothing is read.
std::string TextFiles::read(const fs::path& folder, const std::string& name) {
  const auto path = folder / name;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return refuse(name, "unreadable-file", "there is no such file");
  if (!fs::is_regular_file(status)) {
    return refuse(name, "unreadable-file", "this is not a regular file");
  }
  const auto size = fs::file_size(path, error);
  if (error) return refuse(name, "unreadable-file", "the file cannot be read");
  if (size > left_) return refuse(name, "too-long", too_long_);
  std::string text(size, '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in.read(text.data(), static_cast<std::streamsize>(size))) {
    return refuse(name, "unreadable-file", "the file cannot be read");
  }
  left_ -= size;
  return text;
}

Result<std::vector<std::string>> names_in(const fs::path& folder, std::string_view extension,
                                          Violations& findings) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == extension) names.push_back(at->path().filename().string());
  }
  if (error) {
    findings.push_back({folder.string(), "unreadable-folder", "the folder cannot be listed"});
    return LV_FAIL(config, "a folder cannot be read");
  }
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace lv::policy
