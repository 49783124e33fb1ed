// The report of a log's verification, for people and programs.
#pragma once

#include "leadvault/audit/verify.hpp"
#include "leadvault/cli/terminal.hpp"

namespace lv::cli {

void print_verified(Terminal& terminal, const audit::VerifyReport& report);
SecretText verified_json(const audit::VerifyReport& report);
// "seg-00000001.lva at byte 4711: <reason>"
std::string fault_text(const audit::VerifyReport& report);

} // namespace lv::cli
