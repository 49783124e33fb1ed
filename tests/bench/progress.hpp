// What a long figure is doing, on standard error; the figures alone go to standard output.
#pragma once

#include <iostream>
#include <string>

namespace lv::bench {

inline void say(const std::string& what) { std::cerr << "lv_bench:   " << what << std::endl; }

} // namespace lv::bench
