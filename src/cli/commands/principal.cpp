#include "cli/commands/commands.hpp"
#include "cli/commands/fields.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

const Option tenant_option{"--tenant", "ID", "look into this tenant (operators only)", {}, {}};
const Option id_option{"ID", "", "the principal", Need::required, {}};

void print_principal(const Context& context, const Parsed& given, const Answer& answer) {
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return;
  }
  print_pairs(context.terminal, {{"principal", cell(answer.json, "id")},
                                 {"name", cell(answer.json, "name")},
                                 {"kind", cell(answer.json, "kind")},
                                 {"standing", cell(answer.json, "standing")},
                                 {"roles", cell(answer.json, "roles")},
                                 {"tenant", cell(answer.json, "tenant")},
                                 {"created", cell(answer.json, "created_at")}});
}

SecretText new_principal(const Parsed& given) {
  JsonWriter json;
  json.begin_object();
  json.member("kind", given.get("--kind", "client")).member("name", given.get("NAME"));
  json.key("roles").begin_array();
  for (const auto& role : split_list(given.get("--roles"))) json.value(role);
  json.end_array();
  if (given.has("--tenant")) json.member("tenant", given.get("--tenant"));
  json.end_object();
  return json.take();
}

Outcome<ExitCode> create(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = "POST";
  request.target = "/v1/principals";
  request.content_type = "application/json";
  request.body = new_principal(given);
  LV_TRY(answer, session.client.call(request));
  print_principal(context, given, answer);
  return ExitCode::ok;
}

Outcome<ExitCode> list(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = target("/v1/principals", {{"tenant", given.get("--tenant")}});
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  Table table{"PRINCIPAL", "NAME", "KIND", "STANDING", "ROLES"};
  for (const auto& item : data_of(answer.json)) {
    table.add({cell(item, "id"), cell(item, "name"), cell(item, "kind"), cell(item, "standing"),
               cell(item, "roles")});
  }
  table.print(context.terminal);
  return ExitCode::ok;
}

Outcome<ExitCode> act(const Context& context, const Parsed& given, const char* method,
                      const char* verb) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = method;
  request.target = "/v1/principals/" + url_encode(given.get("ID")) + verb;
  LV_TRY(answer, session.client.call(request));
  print_principal(context, given, answer);
  return ExitCode::ok;
}

Outcome<ExitCode> show(const Context& context, const Parsed& given) {
  return act(context, given, "GET", "");
}

Outcome<ExitCode> disable(const Context& context, const Parsed& given) {
  return act(context, given, "POST", "/disable");
}

Outcome<ExitCode> enable(const Context& context, const Parsed& given) {
  return act(context, given, "POST", "/enable");
}

} // namespace

Command principal_create(const Context& context) {
  return make_command(
      context,
      {"principal create",
       Group::administration,
       "Create a principal: a client program or a user",
       {"leadvault principal create crm --kind client --roles crm_integration",
        "leadvault principal create jo --kind user --roles sales_rep --tenant ten_01k..."},
       with_connection({{"NAME", "", "its name", Need::required, {}},
                        {"--kind", "KIND", "what it is", {}, {"client", "user"}},
                        {"--roles", "LIST", "role names, separated by commas", Need::required, {}},
                        {"--tenant", "ID", "create it there (operators only)", {}, {}}}),
       {}},
      create);
}

Command principal_list(const Context& context) {
  return make_command(context,
                      {"principal list",
                       Group::administration,
                       "List the principals",
                       {"leadvault principal list", "leadvault principal list --tenant ten_01k..."},
                       with_connection({tenant_option}),
                       {}},
                      list);
}

Command principal_show(const Context& context) {
  return make_command(context,
                      {"principal show",
                       Group::administration,
                       "Show a principal",
                       {"leadvault principal show prin_01k..."},
                       with_connection({id_option}),
                       {}},
                      show);
}

Command principal_disable(const Context& context) {
  return make_command(context,
                      {"principal disable",
                       Group::administration,
                       "Disable a principal and all its credentials from the next request on",
                       {"leadvault principal disable prin_01k..."},
                       with_connection({id_option}),
                       {}},
                      disable);
}

Command principal_enable(const Context& context) {
  return make_command(context,
                      {"principal enable",
                       Group::administration,
                       "Enable a disabled principal",
                       {"leadvault principal enable prin_01k..."},
                       with_connection({id_option}),
                       {}},
                      enable);
}

} // namespace lv::cli
