// Audit events for people.
#pragma once

#include "leadvault/cli/terminal.hpp"

namespace lv::cli {

// Columns: time, principal, action, purpose, decision, leads, fields.
void print_events(Terminal& terminal, const JsonValue& page);

} // namespace lv::cli
