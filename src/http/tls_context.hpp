// TlsContext: certificates and settings of one load of the files; immutable, shared by the
// connections that began under it. With tls_transport.cpp and dev_ca.cpp the only place that talks
// to OpenSSL.
#pragma once

#include "http/transport.hpp"

#include "leadvault/http/tls.hpp"

struct ssl_ctx_st;
struct bio_method_st;

namespace lv::http {

class TlsContext : public std::enable_shared_from_this<TlsContext> {
public:
  static Result<std::shared_ptr<const TlsContext>> load(const TlsOptions& options);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  // SHA-256 over what was loaded: the certificate chain and the client CAs.
  const Digest& certificates() const { return certificates_; }
  // Null when OpenSSL has no memory left.
  std::unique_ptr<Transport> make_transport(int fd) const;

private:
  TlsContext(ssl_ctx_st* context, bio_method_st* method, const Digest& certificates)
      : context_(context), method_(method), certificates_(certificates) {}
  ssl_ctx_st* context_;
  bio_method_st* method_; // recv and send on the session's socket, see tls_transport.cpp
  const Digest certificates_;
};

} // namespace lv::http
