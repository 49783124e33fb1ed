// The demo: a whole vault in a temporary folder, set up the way an operator would and then driven
// over HTTPS by cli::run_demo.
#include "leadvault/cli/demo.hpp"

#include "app/commands.hpp"
#include "app/demo_setup.hpp"

#include <pthread.h>

#include <csignal>

namespace lv::app {
namespace {

void wait_for_interrupt() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  int signal = 0;
  sigwait(&set, &signal);
}

// Blocked before the first thread, so that Ctrl-C reaches the wait above and nothing else.
void block_interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int demo(const cli::Context& context, const cli::Parsed& given) {
  if (!given.has("--exit")) block_interrupts();
  auto setup = DemoSetup::make(context, given.get("--policies", context.policies.string()),
                               given.get("--sample", LEADVAULT_SOURCE_SAMPLE));
  if (!setup) return show_error(context, setup.error());
  const int code = cli::run_demo((*setup)->demo_context(context));
  if (code == 0 && !given.has("--exit")) {
    context.terminal.err_line("Serving until Ctrl-C. Everything lies in " +
                              (*setup)->folder().string() + " and is removed at the end.");
    wait_for_interrupt();
  }
  return code;
}

} // namespace

cli::Command demo_command(const cli::Context& context) {
  cli::Command command;
  command.path = "demo";
  command.group = cli::Group::start;
  command.summary = "Make a throw-away vault, walk through it with real calls and keep serving";
  command.examples = {"leadvault demo", "leadvault demo --exit"};
  command.options = {
      {"--exit", "", "end after the walk-through", cli::Need::optional, {}},
      {"--policies", "DIR", "policies and the catalogue they speak of", cli::Need::optional, {}},
      {"--sample", "FILE", "CSV of 1,000 leads with Salesforce headers", cli::Need::optional, {}}};
  command.run = [&context](const cli::Parsed& given) { return demo(context, given); };
  return command;
}

} // namespace lv::app
