// The settings as options of a command, and back.
#pragma once

#include "app/config.hpp"

#include "leadvault/cli/cli.hpp"

namespace lv::app {

std::vector<cli::Option> setting_options(); // --config and one per setting
Settings read_settings(const cli::Context& context, const cli::Parsed& given,
                       Violations& violations);

} // namespace lv::app
