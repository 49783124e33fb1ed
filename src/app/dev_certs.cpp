#include "app/commands.hpp"

#include "leadvault/http/dev_ca.hpp"

namespace lv::app {
namespace {

Result<void> make_certificates(const std::filesystem::path& folder) {
  LV_TRY(ca, http::make_dev_ca(folder, "ca"));
  LV_TRY(server, http::issue_server_certificate(ca, folder, "server"));
  return std::filesystem::exists(server.key) ? Result<void>()
                                             : Result<void>(LV_FAIL(io, "no key was written"));
}

} // namespace

cli::Command dev_certs_command(const cli::Context& context) {
  cli::Command command;
  command.path = "dev-certs";
  command.group = cli::Group::start;
  command.summary = "Make a throw-away CA and a certificate for localhost; never for production";
  command.examples = {"leadvault dev-certs --out ./certs"};
  command.options = {
      {"--out", "DIR", "folder for ca.pem, server.pem, server.key", cli::Need::required, {}}};
  command.run = [&context](const cli::Parsed& given) {
    const std::filesystem::path folder = given.get("--out");
    if (auto made = make_certificates(folder); !made) return show_error(context, made.error());
    context.terminal.out_line("ca.pem, server.pem and server.key are in " + folder.string());
    return 0;
  };
  return command;
}

} // namespace lv::app
