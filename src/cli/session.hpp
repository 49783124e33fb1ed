// Session: what every client command starts with: its options, profile, key and connection, and
// how its outcome becomes messages and an exit code.
#pragma once

#include "leadvault/cli/cli.hpp"
#include "leadvault/cli/client.hpp"

namespace lv::cli {

struct Session {
  Client client;
  std::string purpose; // of --purpose, LEADVAULT_PURPOSE or the profile; may be empty

  // Sent as Leadvault-Purpose when there is one.
  void add_purpose(Request& request) const;
};

// What connect reads, for the end of a command's table of options.
std::vector<Option> with_connection(std::vector<Option> own);

// Flags before environment (LEADVAULT_URL, LEADVAULT_CA_FILE, LEADVAULT_KEY_FILE,
// LEADVAULT_PURPOSE) before profile.
Outcome<Session> connect(const Context& context, const Parsed& given);

// Policies and catalogue: --policies, LEADVAULT_POLICIES or those that came with the program.
std::string policies_folder(const Context& context, const Parsed& given);

using Run = Outcome<ExitCode> (*)(const Context& context, const Parsed& given);

// The row with a run that reports a failure on err and gives its exit code.
Command make_command(const Context& context, Command row, Run run);

int report(Terminal& terminal, const Failure& failure);

// The text of FILE, or of standard input for "-".
Outcome<SecretText> read_document(const Context& context, const std::string& file);

} // namespace lv::cli
