// DemoSetup: a temporary folder with a vault in it, served on a loopback port with its own CA, and
// a tenant with three principals. Removes the folder at the end.
#pragma once

#include "app/running.hpp"

#include "leadvault/cli/demo.hpp"

namespace lv::app {

class DemoSetup {
public:
  static Result<std::unique_ptr<DemoSetup>>
  make(const cli::Context& context, std::filesystem::path policies, std::filesystem::path sample);
  ~DemoSetup();

  cli::DemoContext demo_context(const cli::Context& context);
  const std::filesystem::path& folder() const { return folder_; }

private:
  DemoSetup() = default;
  Result<void> make_vault(const std::filesystem::path& policies);
  Result<void> serve();
  Result<void> make_principals();
  Result<std::filesystem::path> copy_log();

  std::filesystem::path folder_;
  std::filesystem::path policies_;
  std::filesystem::path sample_;
  std::shared_ptr<const policy::Policies> loaded_;
  Config config_;
  std::unique_ptr<Running> running_;
};

} // namespace lv::app
