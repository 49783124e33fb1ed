// The demo's second half: the log.
#include "cli/demo/tour.hpp"
#include "cli/events.hpp"
#include "cli/table.hpp"
#include "cli/verified.hpp"

#include <fstream>

namespace lv::cli {
namespace {

struct Counts {
  int releases = 0;
  int denials = 0;
};

Counts count(const JsonValue& page) {
  Counts counts;
  for (const auto& event : data_of(page)) {
    const auto kind = cell(event, "kind");
    if (kind == "release") ++counts.releases;
    if (kind == "denial") ++counts.denials;
  }
  return counts;
}

// The first segment and the middle of what is written in it: segments end in zeros.
struct Spot {
  std::filesystem::path file;
  std::uint64_t offset = 0;
};

Outcome<Spot> spot_in(const std::filesystem::path& log) {
  Spot spot{log / "seg-00000001.lva", 0};
  std::ifstream in(spot.file, std::ios::binary);
  std::uint64_t at = 0;
  std::uint64_t end = 0;
  std::vector<char> piece(64 * 1024);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    for (std::streamsize i = 0; i < in.gcount(); ++i, ++at) {
      if (piece[static_cast<std::size_t>(i)] != 0) end = at + 1;
    }
  }
  if (end == 0) return broken_promise("the copy of the log has no first segment");
  spot.offset = end / 2;
  return spot;
}

Outcome<void> flip(const Spot& spot) {
  std::fstream file(spot.file, std::ios::binary | std::ios::in | std::ios::out);
  const auto offset = static_cast<std::streamoff>(spot.offset);
  file.seekg(offset);
  const auto byte = static_cast<char>(file.get() ^ 1);
  file.seekp(offset);
  file.put(byte);
  file.close();
  if (!file) return broken_promise("the copy of the log cannot be changed");
  return boost::system::in_place_value;
}

} // namespace

Outcome<void> Tour::who_saw() {
  step("The compliance officer asks who saw this lead");
  const auto query = target("/v1/audit/events", {{"lead", lead_}, {"limit", "50"}});
  LV_TRY(answer, expect(officer_.get(query), 200, "the audit list"));
  print_events(demo_.context.terminal, answer.json);
  const auto counts = count(answer.json);
  if (counts.releases < 3) return broken_promise("a release of this lead is not in the log");
  if (counts.denials < 2) return broken_promise("a denial about this lead is not in the log");
  passed(std::to_string(counts.releases) + " releases and " + std::to_string(counts.denials) +
         " denials, each with principal, purpose and fields");
  return boost::system::in_place_value;
}

Outcome<void> Tour::verify_log() {
  step("The log is verified from its files: every frame, entry, tree and checkpoint");
  LV_TRY(report, demo_.verify_log(demo_.log));
  print_verified(demo_.context.terminal, report);
  if (!report.sound()) return broken_promise("the log does not verify: " + fault_text(report));
  if (report.entries < demo_.sample_leads) return broken_promise("the log lacks entries");
  passed("sound");
  return boost::system::in_place_value;
}

Outcome<void> Tour::flip_a_byte() {
  step("One bit is flipped in a copy of the log");
  LV_TRY(copy, demo_.copy_log());
  LV_TRY(spot, spot_in(copy));
  LV_CHECK(flip(spot));
  say(demo_.context.terminal, Style::plain,
      "  flipped: " + spot.file.filename().string() + " at byte " + std::to_string(spot.offset));
  LV_TRY(report, demo_.verify_log(copy));
  if (report.sound()) return broken_promise("a changed log verifies");
  passed("verification fails, as it must: " + fault_text(report));
  return boost::system::in_place_value;
}

void Tour::farewell() {
  auto& terminal = demo_.context.terminal;
  const auto line = [&](const std::string& text) { say(terminal, Style::plain, text); };
  const auto curl = [&](const DemoPrincipal& who) {
    return "  curl --cacert " + demo_.ca_file.string() + " -H @" + who.key_file.string();
  };
  terminal.out("\n");
  say(terminal, Style::bold, "The vault: " + demo_.url);
  for (const auto* who : {&demo_.crm, &demo_.rep, &demo_.officer}) {
    line("  " + who->title + ": " + who->key_file.string());
  }
  say(terminal, Style::bold, "Try:");
  line(curl(demo_.rep) + " -H 'Leadvault-Purpose: " + demo_.rep_purpose + "' '" + demo_.url +
       lead_fields("given_name,email,phone") + "'");
  line("  printf '{\"email\":\"%s\"}' " + std::string(printable(email_)) + " | \\\n" +
       curl(demo_.crm) + " -H 'Leadvault-Purpose: " + demo_.crm_purpose +
       "' -H 'Content-Type: application/json' -d @- " + demo_.url + "/v1/leads/search");
  line(curl(demo_.officer) + " '" + demo_.url + "/v1/audit/events?lead=" + lead_ + "&limit=5'");
}

} // namespace lv::cli
