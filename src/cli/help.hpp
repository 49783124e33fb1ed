// What the table of commands says to people: help pages and shell completion.
#pragma once

#include "leadvault/cli/command.hpp"

namespace lv::cli {

std::string help_of_program(const std::vector<Command>& commands, const std::string& version);
std::string help_of_group(const std::vector<Command>& commands, const std::string& group);
std::string help_of(const Command& command);
std::string help_exit_codes();

// For bash, zsh or fish; empty for another shell.
std::string completion_script(const std::vector<Command>& commands, std::string_view shell);

std::vector<std::string> words_of(std::string_view text); // split at blanks

} // namespace lv::cli
