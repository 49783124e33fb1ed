#include "cli/commands/commands.hpp"
#include "cli/files.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = "/v1/audit/checkpoint";
  LV_TRY(answer, session.client.call(request));
  const auto& note = answer.response.body;
  if (given.has("--out")) {
    LV_TRY(file, NewFile::create(given.get("--out")));
    LV_CHECK(file.write(note));
    LV_CHECK(file.sync());
  }
  if (given.has("--json")) {
    JsonWriter json;
    json.begin_object().member("checkpoint", note).end_object();
    context.terminal.out_line(json.text());
  } else if (!given.has("--out")) {
    context.terminal.out(note);
  }
  return ExitCode::ok;
}

} // namespace

Command audit_checkpoint(const Context& context) {
  return make_command(
      context,
      {"audit checkpoint",
       Group::compliance,
       "The newest signed checkpoint of the log; keep it, a later one must agree",
       {"leadvault audit checkpoint", "leadvault audit checkpoint --out 2026-11-22.checkpoint"},
       with_connection({{"--out", "FILE", "new file to keep it in", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
