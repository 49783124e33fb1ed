// Violations: which member broke which rule. Pointers may quote the caller's own member names,
// so a Violation goes to that caller only, never to a log (Error goes there).
#pragma once

#include <string>
#include <vector>

namespace lv {

struct Violation {
  std::string pointer; // RFC 6901 JSON pointer, or "row 7/email" for files
  std::string rule;    // stable kebab-case code: "unknown-member", "email-syntax", "too-long"
  std::string detail;  // one sentence: what was wrong and what to do; never the value
};

using Violations = std::vector<Violation>;

} // namespace lv
