// CSV records (RFC 4180) that no spreadsheet takes for a formula.
#pragma once

#include "leadvault/base/json.hpp"

namespace lv::api {

// Quoted where needed; a record's first cell must not be empty. A cell that starts with = + - @ tab
// or CR gets an apostrophe before it (OWASP, CSV injection); this also covers such a start behind
// white space or quotes.
void append_csv_cell(SecretText& record, std::string_view cell);
void end_csv_record(SecretText& record);

} // namespace lv::api
