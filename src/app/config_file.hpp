// The TOML file of the configuration.
#pragma once

#include "app/config.hpp"

namespace lv::app {

// Unknown names are violations, with the nearest known name.
void read_config_file(const std::filesystem::path& file,
                      std::map<std::string, Value, std::less<>>& values, Violations& violations);

} // namespace lv::app
