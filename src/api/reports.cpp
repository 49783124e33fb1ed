#include "api/reports.hpp"

#include "leadvault/base/priority.hpp"

namespace lv::api {

Reports::Reports() {
  net::post(thread_, [] { give_way(); });
}

} // namespace lv::api
