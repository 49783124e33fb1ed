#include "cli/commands/commands.hpp"

namespace lv::cli {
namespace {

// Erasure cannot be undone, so the id is given twice: as the argument and as the confirmation.
Outcome<void> confirm(const Context& context, const Parsed& given, const std::string& id) {
  const Failure declined(ExitCode::declined, "not confirmed; nothing was erased");
  if (given.has("--confirm")) {
    if (given.get("--confirm") == id) return boost::system::in_place_value;
    return declined;
  }
  const auto question = "Erase " + id + " for good? Type its id again: ";
  auto typed = context.terminal.ask(question, Echo::on);
  if (!typed) return Failure(ExitCode::declined, "no terminal to ask on; give --confirm=ID");
  if (*typed != SecretText(id)) return declined;
  return boost::system::in_place_value;
}

Outcome<ExitCode> run(const Context& context, const Parsed& given) {
  const auto id = given.get("ID");
  LV_TRY(session, connect(context, given));
  LV_CHECK(confirm(context, given, std::string(printable(id))));
  Request request;
  request.method = "DELETE";
  request.target = "/v1/leads/" + url_encode(id);
  LV_CHECK(session.client.call(request));
  context.terminal.err_line("Erased.");
  return ExitCode::ok;
}

} // namespace

Command lead_erase(const Context& context) {
  return make_command(
      context,
      {"lead erase",
       Group::leads,
       "Erase a lead for good by destroying its key",
       {"leadvault lead erase lead_01k...",
        "leadvault lead erase lead_01k... --confirm=lead_01k..."},
       with_connection({{"ID", "", "the lead", Need::required, {}},
                        {"--confirm", "ID", "the same id; asks when absent", {}, {}}}),
       {}},
      run);
}

} // namespace lv::cli
