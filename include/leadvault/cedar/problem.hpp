// Problems: why a policy, schema, entity or request was refused, for its author. Texts name parts
// of what was read; they go to whoever sent it, never to a log.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lv::cedar {

// Bytes of the text that something was read from.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Problem {
  std::string what;         // one sentence: what was found, what was expected
  Span where;               // of the text
  std::uint32_t line = 0;   // from 1; 0: the text has no lines (JSON made by a program)
  std::uint32_t column = 0; // from 1, in bytes
};

using Problems = std::vector<Problem>;

template <class T>
using Checked = boost::system::result<T, Problems>;

// Called by Checked::value() on a failure: a programming error.
[[noreturn]] inline void throw_exception_from_error(const Problems& problems,
                                                    const boost::source_location&) {
  throw std::logic_error(problems.empty() ? "no problem" : problems.front().what);
}

Problem problem_at(std::string_view text, Span where, std::string what);

} // namespace lv::cedar
