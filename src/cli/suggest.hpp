// The nearest of some names to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lv::cli {

// Empty when nothing is near: more than two letters and a third of them would have to change.
std::string nearest(std::string_view typed, const std::vector<std::string>& names);

} // namespace lv::cli
