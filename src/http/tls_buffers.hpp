// Which versions of OpenSSL give a connection's buffers back without harm. Pure.
#pragma once

namespace lv::http {

// SSL_free_buffers of the first releases of each line could free a record that is half read
// (CVE-2024-4741). `version` is OpenSSL_version_num(), of the library that is loaded: the one that
// was built against may be newer.
constexpr bool buffers_may_be_freed(unsigned long version) {
  const unsigned long major = version >> 28;
  const unsigned long minor = version >> 20 & 0xff;
  const unsigned long patch = version >> 4 & 0xff;
  if (major != 3) return major > 3;
  switch (minor) {
  case 0:
    return patch >= 14;
  case 1:
    return patch >= 6;
  case 2:
    return patch >= 2;
  case 3:
    return patch >= 1;
  default:
    return true;
  }
}

} // namespace lv::http
