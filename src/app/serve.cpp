#include "app/commands.hpp"
#include "app/notify.hpp"
#include "app/running.hpp"
#include "app/setting_options.hpp"

#include "leadvault/base/log.hpp"

#include <pthread.h>

#include <csignal>
#include <fstream>

namespace lv::app {
namespace {

// SIGTERM and SIGINT stop, SIGHUP reloads. Blocked before any thread starts, taken by one.
class Signals {
public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  const sigset_t& set() const { return set_; }

private:
  sigset_t set_{};
};

// Gone before what it speaks to.
class SignalThread {
public:
  SignalThread(const Signals& signals, Running& running)
      : thread_([set = signals.set(), &running] {
          for (;;) {
            int signal = 0;
            if (sigwait(&set, &signal) != 0) return;
            if (signal != SIGHUP) break;
            running.reload();
          }
          running.request_stop(0);
        }) {}
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;
  ~SignalThread() {
    ::pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }

private:
  std::thread thread_;
};

Result<void> write_ports(const std::filesystem::path& file, const Running& running) {
  if (file.empty()) return {};
  JsonWriter json;
  json.begin_object()
      .member("port", static_cast<int>(running.port()))
      .member("admin_port", static_cast<int>(running.admin_port()))
      .end_object();
  const auto temporary = file.string() + ".new";
  std::ofstream(temporary) << json.text() << '\n';
  std::error_code error;
  std::filesystem::rename(temporary, file, error);
  if (error) return LV_FAIL(io, "the port file cannot be written");
  return {};
}

int serve(const cli::Context& context, const cli::Parsed& given) {
  Violations violations;
  const auto config = read_settings(context, given, violations).checked(violations);
  if (!violations.empty()) return show_violations(context, violations);
  if (config.require_locked_memory) {
    if (auto locked = open_secret_arena(LockPolicy::required); !locked) {
      return show_error(context, locked.error());
    }
  }
  log::set_level(config.log_level);
  auto policies = policy::load_policies(config.policies, violations);
  if (!policies) {
    show_violations(context, violations);
    return show_error(context, policies.error());
  }
  Signals signals;
  auto running = Running::start(config, *policies);
  if (!running) {
    log::failure("start-refused", running.error());
    return show_error(context, running.error());
  }
  const SignalThread follower(signals, **running);
  if (auto written = write_ports(config.port_file, **running); !written) {
    return show_error(context, written.error());
  }
  log::event(log::Level::info, "serving",
             {{"port", static_cast<std::int64_t>((*running)->port())},
              {"admin_port", static_cast<std::int64_t>((*running)->admin_port())}});
  notify("READY=1");
  const int code = (*running)->wait();
  log::event(log::Level::info, "stopped", {{"code", code}});
  return code;
}

} // namespace

cli::Command serve_command(const cli::Context& context) {
  cli::Command command;
  command.path = "serve";
  command.group = cli::Group::start;
  command.summary = "Serve the HTTPS API until SIGTERM; SIGHUP reloads policies and certificates";
  command.examples = {
      "leadvault serve --config /etc/leadvault/leadvault.toml",
      "leadvault serve --data ./vault --root-key-file ./root.key --tls-cert certs/server.pem "
      "--tls-key certs/server.key"};
  command.options = setting_options();
  command.run = [&context](const cli::Parsed& given) { return serve(context, given); };
  return command;
}

} // namespace lv::app
