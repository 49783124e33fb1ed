// The head of an answer, as far as a load client must know it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lv::bench {

struct Answer {
  int status = 0;
  bool retry_after = false; // says when to come again
  bool closes = false;      // the connection ends after it
  std::size_t bytes = 0;    // head and body
  bool good() const { return status / 100 == 2; }
};

// The answer that `text` begins with; absent: not all of it is here.
std::optional<Answer> first_answer(std::string_view text);

} // namespace lv::bench
