#include "cli/verified.hpp"

#include "cli/table.hpp"

namespace lv::cli {

std::string fault_text(const audit::VerifyReport& report) {
  if (!report.fault) return "sound";
  return report.fault->file + " at byte " + std::to_string(report.fault->offset) + ": " +
         report.fault->reason;
}

void print_verified(Terminal& terminal, const audit::VerifyReport& report) {
  const auto number = [](std::uint64_t value) { return SecretText(std::to_string(value)); };
  Table table{"TENANT", "LOG", "ENTRIES", "ROOT"};
  for (const auto& log : report.logs) {
    table.add({SecretText(to_text(log.tenant)), SecretText(to_text(log.log)), number(log.size),
               SecretText(to_base64(log.root))});
  }
  table.print(terminal);
  print_pairs(terminal, {{"segments", number(report.segments)},
                         {"frames", number(report.frames)},
                         {"entries", number(report.entries)},
                         {"checkpoints", number(report.checkpoints)},
                         {"verdict", SecretText(report.sound() ? "sound" : "NOT SOUND")}});
}

SecretText verified_json(const audit::VerifyReport& report) {
  JsonWriter json;
  json.begin_object().key("sound").boolean(report.sound());
  json.member("segments", report.segments).member("frames", report.frames);
  json.member("entries", report.entries).member("checkpoints", report.checkpoints);
  json.key("logs").begin_array();
  for (const auto& log : report.logs) {
    json.begin_object().member("tenant", to_text(log.tenant)).member("log", to_text(log.log));
    json.member("size", log.size).member("root", to_base64(log.root)).end_object();
  }
  json.end_array().key("fault");
  if (report.fault) {
    json.begin_object().member("file", report.fault->file);
    json.member("offset", report.fault->offset).member("reason", report.fault->reason);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
  return json.take();
}

} // namespace lv::cli
