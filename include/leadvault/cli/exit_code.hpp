// Exit codes of the program: permanent numbers, documented by `leadvault help exit-codes`.
// Plain values; thread safe. Never depends on what a message says.
#pragma once

#include "leadvault/base/error.hpp"

namespace lv::cli {

enum class ExitCode : int {
  ok = 0,
  failed = 1,
  usage = 2,
  declined = 3, // by the user, or stopped with Ctrl-C at a safe point
  not_authenticated = 4,
  denied = 5, // by policy or for want of consent
  not_found = 6,
  conflict = 7,    // also a failed precondition
  unavailable = 8, // sealed, overloaded or out of reach
  verification_failed = 9,
  overdue = 10,
};

constexpr int to_int(ExitCode code) { return static_cast<int>(code); }

ExitCode exit_code_of(Errc code);           // of a failure found here
ExitCode exit_code_of_status(int status);   // of an HTTP answer
std::string_view meaning_of(ExitCode code); // one line for people

} // namespace lv::cli
