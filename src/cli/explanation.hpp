// An explanation of decisions for people: one block for all fields that it is the same for.
#pragma once

#include "leadvault/cli/terminal.hpp"

namespace lv::cli {

void print_explanation(Terminal& terminal, const JsonValue& answer);

} // namespace lv::cli
