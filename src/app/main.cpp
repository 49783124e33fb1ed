// The one binary: hardens the process, builds the command table and runs what was asked for.
#include "app/commands.hpp"
#include "app/running.hpp"

#include "leadvault/base/log.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <system_error>

namespace {

std::filesystem::path default_policies() {
  std::error_code error;
  const std::filesystem::path installed = "/usr/share/leadvault/policies";
  if (std::filesystem::exists(installed, error)) return installed;
  return LEADVAULT_SOURCE_POLICIES;
}

int run(const std::vector<std::string>& arguments) {
  // Signals are taken by a thread of `serve`; a broken pipe is an error code, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  if (auto hardened = lv::forbid_core_dumps(); !hardened) {
    std::cerr << "leadvault: " << hardened.error().what() << '\n';
    return 1;
  }
  if (auto arena = lv::open_secret_arena(lv::LockPolicy::best_effort); !arena) {
    std::cerr << "leadvault: " << arena.error().what() << '\n';
    return 1;
  }
  lv::cli::SystemTerminal terminal(lv::cli::Colour::automatic);
  lv::SystemClock clock;
  const auto environment = [](std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return std::string(value == nullptr ? "" : value);
  };
  const auto sleep_ms = [](std::int64_t ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  };
  const lv::cli::Context context{
      terminal, clock, lv::app::version(), default_policies(), environment, sleep_ms, {}};
  std::vector<lv::cli::Command> commands{
      lv::app::init_command(context), lv::app::serve_command(context),
      lv::app::dev_certs_command(context), lv::app::config_check_command(context),
      lv::app::demo_command(context)};
  for (auto& command : lv::cli::client_commands(context)) commands.push_back(std::move(command));
  return lv::cli::run_command_line(commands, context, arguments);
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::bad_alloc&) {
    std::cerr << "leadvault: out of memory\n";
    return 1;
  } catch (const std::system_error& error) { // the standard library's, of starting a thread
    const bool thread = error.code() == std::errc::resource_unavailable_try_again;
    std::cerr << (thread ? "leadvault: a thread cannot be started: raise RLIMIT_NPROC or TasksMax\n"
                         : "leadvault: stopped by an internal error\n");
    return 1;
  } catch (const std::exception&) {
    // What it says may quote data; that it happened is enough here.
    std::cerr << "leadvault: stopped by an internal error\n";
    return 1;
  }
}
