// What was found in files of the user's own: a line each for people, or JSON.
#pragma once

#include "leadvault/base/violation.hpp"
#include "leadvault/cli/terminal.hpp"

namespace lv::cli {

// "sales.cedar:12:3: rule: sentence" on out; `kind` ("warning: ") stands before the rule.
void print_findings(Terminal& terminal, const Violations& findings, std::string_view kind = {});

// [{"place","rule","detail"}].
void write_findings(JsonWriter& json, const Violations& findings);

// "1 error", "2 errors".
std::string counted(std::size_t count, const std::string& noun);

} // namespace lv::cli
