#include "api/reports.hpp"

#include "leadvault/base/priority.hpp"

namespace lv::api {

Reports::Reports()
    : thread_([this] {
        give_way();
        loop_.run();
      }) {}

void Reports::close() {
  closing_ = true;
  open_.reset();
  if (thread_.joinable()) thread_.join();
}

} // namespace lv::api
