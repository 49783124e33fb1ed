// Profile: where the vault is and who calls, from config.toml. Names files, never holds a key.
#pragma once

#include "leadvault/cli/client.hpp"

#include <filesystem>
#include <functional>

namespace lv::cli {

struct Profile {
  std::string url;
  std::filesystem::path ca_file;
  std::filesystem::path key_file;
  std::string purpose;
};

using Environment = std::function<std::string(std::string_view name)>;

// A faulty file is a usage failure that names line and rule. Relative paths are taken from the
// file's own folder.
Outcome<Profile> load_profile(const std::filesystem::path& file);

// --profile, else LEADVAULT_PROFILE, else $XDG_CONFIG_HOME/leadvault/config.toml (or
// ~/.config/...). Only the last may be absent: then the profile is empty.
Outcome<Profile> find_profile(const std::string& given, const Environment& environment);

} // namespace lv::cli
