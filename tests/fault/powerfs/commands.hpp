// The commands of the control socket; README.md lists them.
#pragma once

#include "disk.hpp"

#include <string_view>

namespace powerfs {

std::string answer(Disk& disk, std::string_view line); // one line, without its end

} // namespace powerfs
