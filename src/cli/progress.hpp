// Progress of long work on err: a bar with rate and time left on a terminal, one JSON line per
// five seconds elsewhere.
#pragma once

#include "leadvault/base/time.hpp"
#include "leadvault/cli/terminal.hpp"

namespace lv::cli {

class Progress {
public:
  // `what` is counted ("rows"); it is a word of our own.
  Progress(Terminal& terminal, const Clock& clock, std::string what);
  // `part` of `whole` says how far; `count` is shown. Whole 0: not known.
  void update(std::uint64_t count, std::uint64_t part, std::uint64_t whole);
  void finish(); // ends the bar's line

private:
  void bar(std::uint64_t count, std::uint64_t part, std::uint64_t whole, double seconds);
  void line(std::uint64_t count, std::uint64_t part, std::uint64_t whole, double seconds);

  Terminal& terminal_;
  const Clock& clock_;
  std::string what_;
  std::int64_t started_us_;
  std::int64_t shown_us_;
  bool tty_;
  bool drawn_ = false;
};

} // namespace lv::cli
