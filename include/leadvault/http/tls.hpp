// TLS settings of a listener. TLS 1.3 (1.2 by choice), AEAD suites, X25519, P-256 and P-384; no
// early data, tickets, renegotiation or compression. Plain values; OpenSSL stays in tls.cpp.
#pragma once

#include "leadvault/base/result.hpp"

#include <string>

namespace lv::http {

enum class TlsFloor { tls_1_3, tls_1_2 };

struct TlsOptions {
  std::string certificate_file; // PEM, leaf first, then intermediates
  std::string key_file;         // PEM; refused when others on the machine may read it
  std::string client_ca_file;   // PEM; empty: no client certificate is asked for
  TlsFloor floor = TlsFloor::tls_1_3;
};

// Loads everything once and throws it away: Errc::config says which file breaks which rule.
Result<void> check_tls(const TlsOptions& options);

} // namespace lv::http
