// Folders whose names last: a name that was made, replaced or removed survives a power loss only
// once its folder was synced. Thread safe; holds nothing.
#pragma once

#include "leadvault/base/result.hpp"

#include <filesystem>

namespace lv {

// An empty path is the working folder. Errors: io, no_space.
Result<void> sync_folder(const std::filesystem::path& folder);

// The folder and those above it that are missing, each synced into the one that holds it.
Result<void> make_folder(const std::filesystem::path& folder);

} // namespace lv
