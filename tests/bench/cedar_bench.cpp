// [cedar]: decisions of the policy engine, and of the official one on the same texts in the same
// run: sets of 1, 10, 100 and 1,000 policies of which at most five apply.
#include "cedar_peer.hpp"
#include "figure.hpp"
#include "options.hpp"
#include "server_process.hpp"

#include "leadvault/cedar/authorize.hpp"
#include "leadvault/cedar/read_json.hpp"

#include <chrono>
#include <fstream>

namespace lv::bench {
namespace {

constexpr std::size_t set_sizes[] = {100, 1, 10, 1'000}; // the first gives the figure's value
constexpr std::size_t applying = 5;

// Every policy has its own action but the first five, which share one.
std::string policies_text(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto action = i < applying ? 0 : i;
    text += "permit (principal is User, action == Action::\"a" + std::to_string(action) +
            "\", resource is Lead)\nwhen { principal in Role::\"crm\" && context.purpose == "
            "\"sales\" && resource.stage == \"qualified\" && principal.level >= " +
            std::to_string(i + 1) + " && resource.consents.contains(context.purpose) };\n";
  }
  return text;
}

constexpr std::string_view entities_text = R"([
  {"uid": {"type": "User", "id": "ada"}, "attrs": {"level": 3},
   "parents": [{"type": "Role", "id": "crm"}]},
  {"uid": {"type": "Role", "id": "crm"}, "attrs": {}, "parents": []},
  {"uid": {"type": "Lead", "id": "1"}, "parents": [],
   "attrs": {"stage": "qualified", "consents": ["sales", "contract"]}}])";

constexpr std::string_view context_text = R"({"purpose": "sales"})";

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

template <class T>
T must(cedar::Checked<T> checked) {
  if (!checked) throw BenchError(checked.error().front().what);
  return std::move(*checked);
}

double decisions_per_second(const cedar::PolicySet& policies, const cedar::Entities& entities,
                            double seconds) {
  cedar::Arena arena;
  const cedar::Request request{{"User", "ada"},
                               {"Action", "a0"},
                               {"Lead", "1"},
                               must(cedar::read_context(context_text, arena))};
  const auto expected = std::min<std::size_t>(3, policies.policies().size());
  std::size_t count = 0;
  const auto start = std::chrono::steady_clock::now();
  std::chrono::duration<double> elapsed{};
  while (elapsed.count() < seconds) {
    for (int i = 0; i < 1'000; ++i, ++count) {
      const auto response = cedar::authorize(policies, request, entities);
      if (response.reasons.size() != expected) throw BenchError("the decision is wrong");
    }
    elapsed = std::chrono::steady_clock::now() - start;
  }
  return static_cast<double>(count) / elapsed.count();
}

} // namespace

Figure bench_cedar(const Options& options) {
  const WorkFolder folder(options.folder);
  const auto entities = must(cedar::read_entities(entities_text));
  write_file(folder.path() / "entities.json", entities_text);
  write_file(folder.path() / "context.json", context_text);
  Figure figure{"cedar", "decisions, against the official engine (WebAssembly)", {}, {}};
  const double seconds = options.seconds / static_cast<double>(std::size(set_sizes));
  for (const std::size_t size : set_sizes) {
    const auto text = policies_text(size);
    const auto policies = must(cedar::parse_policies(text));
    write_file(folder.path() / "policies.cedar", text);
    const auto count = std::to_string(size);
    Series rate("per_s_" + count, count + " policies", "decisions/s", Better::higher);
    for (int round = 0; round < options.rounds; ++round) {
      const double ours = decisions_per_second(policies, entities, seconds);
      rate.add(ours, official_per_second(folder.path(), seconds));
    }
    figure.series.push_back(rate);
  }
  return figure;
}

} // namespace lv::bench
