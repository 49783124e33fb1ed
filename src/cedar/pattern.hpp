// Matching `like`: without recursion, in at most text times pattern steps.
#pragma once

#include "leadvault/cedar/arena.hpp"

#include <string_view>

namespace lv::cedar {

// Whether `text` is the pieces in order with anything between them. UTF-8 needs no care: a star
// takes whole characters, for pieces are whole.
inline bool matches(std::string_view text, const List<std::string_view>& pieces) {
  const auto first = pieces[0];
  if (pieces.size() == 1) return text == first;
  const auto last = pieces.back();
  if (text.size() < first.size() + last.size()) return false;
  if (text.substr(0, first.size()) != first) return false;
  if (text.substr(text.size() - last.size()) != last) return false;
  auto rest = text.substr(first.size(), text.size() - first.size() - last.size());
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const auto found = rest.find(pieces[i]);
    if (found == std::string_view::npos) return false;
    rest.remove_prefix(found + pieces[i].size());
  }
  return true;
}

} // namespace lv::cedar
