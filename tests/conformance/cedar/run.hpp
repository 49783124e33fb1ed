// Holds the engine against one manifest.
#pragma once

#include "manifest.hpp"
#include "report.hpp"

namespace lv::test {

void run(const Manifest& manifest, Report& report);

} // namespace lv::test
