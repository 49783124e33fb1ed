#include "cli/commands/commands.hpp"
#include "cli/events.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = target("/v1/audit/events", {{"lead", given.get("--lead")},
                                               {"principal", given.get("--principal")},
                                               {"from", given.get("--from")},
                                               {"to", given.get("--to")},
                                               {"kind", given.get("--kind")},
                                               {"action", given.get("--action")},
                                               {"decision", given.get("--decision")},
                                               {"limit", given.get("--limit")},
                                               {"cursor", given.get("--cursor")}});
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  print_events(context.terminal, answer.json);
  tell_next_page(context.terminal, answer.json);
  return ExitCode::ok;
}

} // namespace

Command audit_list(const Context& context) {
  return make_command(
      context,
      {"audit list",
       Group::compliance,
       "Who did what to which lead, when, why and with which decision",
       {"leadvault audit list --lead lead_01k...",
        "leadvault audit list --principal prin_01k... --decision denied --limit 200",
        "leadvault audit list --from 2026-11-01T00:00:00Z --kind release --json"},
       with_connection(
           {{"--lead", "ID", "only about this lead", {}, {}},
            {"--principal", "ID", "only of this principal", {}, {}},
            {"--from", "TIME", "not before, RFC 3339", {}, {}},
            {"--to", "TIME", "before, RFC 3339", {}, {}},
            {"--kind", "KIND", "only of this kind: release, denial, search, ...", {}, {}},
            {"--action", "ACTION", "only about this action", {}, {}},
            {"--decision", "DECISION", "only of this outcome", {}, {"permitted", "denied"}},
            {"--limit", "N", "most events on a page, 1 to 200 (50)", {}, {}},
            {"--cursor", "CURSOR", "the page that the last one named", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
