#include "app/commands.hpp"

#include "leadvault/base/folder.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace lv::app {

Result<void> write_private_file(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return LV_FAIL(conflict, "the key file cannot be made; it may exist already");
  const auto written = ::write(file, text.data(), text.size());
  const bool synced = ::fsync(file) == 0;
  ::close(file);
  if (written != static_cast<ssize_t>(text.size()) || !synced) {
    return LV_FAIL(io, "the key file could not be written");
  }
  return sync_folder(path.parent_path());
}

Result<void> write_key_file(const std::filesystem::path& path, std::string_view api_key) {
  SecretText line = "Authorization: Bearer ";
  line += api_key;
  line += '\n';
  return write_private_file(path, line);
}

int show_violations(const cli::Context& context, const Violations& violations) {
  for (const auto& violation : violations) {
    context.terminal.err_line(violation.pointer + ": " + violation.rule + ": " + violation.detail);
  }
  return cli::to_int(cli::ExitCode::usage);
}

int show_error(const cli::Context& context, const Error& error) {
  context.terminal.err_line(std::string("leadvault: ") + error.what());
  return cli::to_int(cli::exit_code_of(error.code()));
}

} // namespace lv::app
