// Tables of schema texts that are accepted, or refused with a problem that says why.
#pragma once

#include "unit/cedar/cedar_fixture.hpp"

#include "leadvault/cedar/schema.hpp"

namespace lv::cedar::test {

using ReadSchema = Checked<Schema> (*)(std::string_view text);

inline std::vector<std::string> strings(const List<std::string_view>& list) {
  return {list.begin(), list.end()};
}

// The first one, or nothing when the text is accepted.
inline std::string problem_of(ReadSchema read, const std::string& text) {
  const auto schema = read(text);
  return schema ? "" : schema.error().front().what;
}

inline void check_accepted(ReadSchema read, const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    INFO(text);
    CHECK(problem_of(read, text) == "");
  }
}

struct Refused {
  std::string text;
  std::string why; // a part of the problem
};

inline void check_refused(ReadSchema read, const std::vector<Refused>& cases) {
  for (const auto& [text, why] : cases) {
    const auto problem = problem_of(read, text);
    INFO(text << " - " << problem);
    CHECK_FALSE(problem.empty());
    CHECK(problem.find(why) != std::string::npos);
  }
}

} // namespace lv::cedar::test
