// Fields to ask for: masked unless the caller says --plain and a purpose on the command line.
#pragma once

#include "cli/session.hpp"

namespace lv::cli {

// "email,phone" as {"email.mask", "phone.mask"}, or as it stands with --plain. Usage failures:
// --plain without --purpose (a purpose from the profile does not count), an empty name.
Outcome<std::vector<std::string>> fields_asked(const Parsed& given);

// Split at commas; empty text gives nothing.
std::vector<std::string> split_list(const std::string& text);

} // namespace lv::cli
