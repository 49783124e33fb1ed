// The transport that speaks TLS by OpenSSL on the session's own socket (decisions/0004).
#pragma once

#include "http/openssl_ptr.hpp"
#include "http/tls_context.hpp"
#include "http/transport.hpp"

namespace lv::http {

// Of the BIO that reads from and writes to a session's socket; none: no memory.
BioMethodPtr make_socket_bio_method();

// Takes over `bio`, which is of that method. The context owns the method, so it is kept.
std::unique_ptr<Transport> make_tls_transport(SslPtr ssl, BIO* bio, int fd,
                                              std::shared_ptr<const TlsContext> context);

} // namespace lv::http
