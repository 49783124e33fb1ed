// The command line as a whole: the client's commands, and what turns argv into one of them.
// main makes a Context and keeps it alive while a command runs; one thread.
// Never reads the process's environment itself and never takes a secret from argv.
#pragma once

#include "leadvault/base/time.hpp"
#include "leadvault/cli/command.hpp"
#include "leadvault/cli/terminal.hpp"
#include "leadvault/cli/transport.hpp"

namespace lv::cli {

struct Context {
  Terminal& terminal;
  const Clock& clock;
  std::string version;
  std::filesystem::path policies; // unless --policies or LEADVAULT_POLICIES
  std::function<std::string(std::string_view name)> environment; // "" when unset
  std::function<void(std::int64_t ms)> sleep_ms;
  // Empty: open_https_transport.
  std::function<Result<std::unique_ptr<Transport>>(TransportOptions)> open_transport;
};

// status, tenant, principal, key, lead, consent, audit and policy commands. `context` outlives
// them.
std::vector<Command> client_commands(const Context& context);

// Runs what `arguments` (without the program's name) ask for and gives the exit code. Adds help,
// help exit-codes, completion and --version by itself; `commands` come from app and from above.
int run_command_line(const std::vector<Command>& commands, const Context& context,
                     const std::vector<std::string>& arguments);

} // namespace lv::cli
