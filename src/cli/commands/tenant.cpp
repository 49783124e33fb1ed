#include "cli/commands/commands.hpp"
#include "cli/table.hpp"

namespace lv::cli {
namespace {

Outcome<ExitCode> create(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.method = "POST";
  request.target = "/v1/tenants";
  request.content_type = "application/json";
  request.body = json_object_of({{"name", given.get("NAME")}});
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
  } else {
    print_pairs(context.terminal,
                {{"tenant", cell(answer.json, "id")}, {"name", cell(answer.json, "name")}});
  }
  return ExitCode::ok;
}

Outcome<ExitCode> list(const Context& context, const Parsed& given) {
  LV_TRY(session, connect(context, given));
  Request request;
  request.target = "/v1/tenants";
  LV_TRY(answer, session.client.call(request));
  if (given.has("--json")) {
    print_json(context.terminal, answer.response.body);
    return ExitCode::ok;
  }
  Table table{"TENANT", "NAME", "CREATED"};
  for (const auto& tenant : data_of(answer.json)) {
    table.add({cell(tenant, "id"), cell(tenant, "name"), cell(tenant, "created_at")});
  }
  table.print(context.terminal);
  return ExitCode::ok;
}

} // namespace

Command tenant_create(const Context& context) {
  return make_command(
      context,
      {"tenant create",
       Group::administration,
       "Create a tenant (operators only)",
       {"leadvault tenant create acme --key-file operator.key"},
       with_connection({{"NAME", "", "lower-case letters, digits, hyphens", Need::required, {}}}),
       {}},
      create);
}

Command tenant_list(const Context& context) {
  return make_command(context,
                      {"tenant list",
                       Group::administration,
                       "List the tenants (operators only)",
                       {"leadvault tenant list --key-file operator.key"},
                       with_connection({}),
                       {}},
                      list);
}

} // namespace lv::cli
