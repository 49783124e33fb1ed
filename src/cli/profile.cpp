#include "cli/profile.hpp"

#include "leadvault/base/toml.hpp"

namespace lv::cli {
namespace {

std::filesystem::path beside(const std::filesystem::path& file, const std::string& named) {
  if (named.empty()) return {};
  const std::filesystem::path path(named);
  return path.is_absolute() ? path : file.parent_path() / path;
}

Failure faulty(Violations findings) {
  Failure failure(ExitCode::usage, "the profile is not valid");
  failure.violations = std::move(findings);
  return failure;
}

} // namespace

Outcome<Profile> load_profile(const std::filesystem::path& file) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(file, unreadable)) {
    return Failure(ExitCode::usage, "there is no profile " + file.string());
  }
  Violations findings;
  const auto table = read_toml(file.string(), findings);
  if (!table) return faulty(std::move(findings));
  TomlReader reader(file.filename().string(), 1, *table, findings);
  Profile profile;
  profile.url = reader.text_or("url", "");
  profile.ca_file = beside(file, reader.text_or("ca_file", ""));
  profile.key_file = beside(file, reader.text_or("key_file", ""));
  profile.purpose = reader.text_or("purpose", "");
  reader.finish();
  if (!findings.empty()) return faulty(std::move(findings));
  return profile;
}

Outcome<Profile> find_profile(const std::string& given, const Environment& environment) {
  if (!given.empty()) return load_profile(given);
  const auto named = environment("LEADVAULT_PROFILE");
  if (!named.empty()) return load_profile(named);
  auto folder = environment("XDG_CONFIG_HOME");
  if (folder.empty()) {
    const auto home = environment("HOME");
    if (home.empty()) return Profile{};
    folder = home + "/.config";
  }
  const auto file = std::filesystem::path(folder) / "leadvault" / "config.toml";
  std::error_code absent;
  if (!std::filesystem::exists(file, absent)) return Profile{};
  return load_profile(file);
}

} // namespace lv::cli
