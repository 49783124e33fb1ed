// Reads small files that hold a secret: regular, ours, mode 0600 or stricter, of bounded size.
#pragma once

#include "leadvault/base/secret.hpp"

#include <filesystem>

namespace lv::keys {

// Opens without following a symbolic link and checks what was opened, so nothing can be swapped
// between check and read. Errors: io, config (each fault with its own sentence).
Result<SecretBytes> read_secret_file(const std::filesystem::path& path, std::size_t bytes_max);

// Up to end of file. Errors: io, config (too long).
Result<SecretBytes> read_secret_descriptor(int descriptor, std::size_t bytes_max);

} // namespace lv::keys
