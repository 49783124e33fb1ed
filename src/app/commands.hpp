// The app's own commands, as rows of the command table: init, serve, dev-certs, config check, demo.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/cli/cli.hpp"
#include "leadvault/cli/exit_code.hpp"

namespace lv::app {

cli::Command init_command(const cli::Context& context);
cli::Command serve_command(const cli::Context& context);
cli::Command dev_certs_command(const cli::Context& context);
cli::Command config_check_command(const cli::Context& context);
cli::Command demo_command(const cli::Context& context);

// Shared by them: one line per finding on stderr; the exit code of a usage fault.
int show_violations(const cli::Context& context, const Violations& violations);
int show_error(const cli::Context& context, const Error& error);

// A new file of mode 0600 holding `text`; conflict when it exists.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view text);

// An API key as one header line, so that `curl -H @FILE` and --key-file take the same file.
Result<void> write_key_file(const std::filesystem::path& path, std::string_view api_key);

} // namespace lv::app
