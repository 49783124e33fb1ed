// sd_notify: tells systemd that the service is ready, stopping or reloading (protocol of
// systemd's sd_notify(3)); nothing happens without NOTIFY_SOCKET.
#pragma once

#include <string_view>

namespace lv::app {

void notify(std::string_view state); // "READY=1", "STOPPING=1", "STATUS=…"

} // namespace lv::app
