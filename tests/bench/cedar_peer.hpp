// The official Cedar engine, as WebAssembly in Node, on the same policies, entities and request.
#pragma once

#include <filesystem>

namespace lv::bench {

// Decisions per second on policies.cedar, entities.json and context.json of the folder, policies
// parsed beforehand. Throws BenchError when Node or the engine is missing.
double official_per_second(const std::filesystem::path& folder, double seconds);

} // namespace lv::bench
