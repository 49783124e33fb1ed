// One TLS connection over its socket: records in, records out.
#include "http/tls_transport.hpp"

#include "http/tls_buffers.hpp"

#include <openssl/err.h>

namespace lv::http {

namespace {

SocketBytes& socket_of(BIO* bio) { return *static_cast<SocketBytes*>(BIO_get_data(bio)); }

int bio_read(BIO* bio, char* out, int size) {
  BIO_clear_retry_flags(bio);
  const auto result = socket_of(bio).read({out, static_cast<std::size_t>(size)});
  if (result.state == IoState::done) return static_cast<int>(result.bytes);
  if (result.state == IoState::want_read) BIO_set_retry_read(bio);
  return result.state == IoState::want_read ? -1 : 0;
}

int bio_write(BIO* bio, const char* in, int size) {
  BIO_clear_retry_flags(bio);
  const auto result = socket_of(bio).write({in, static_cast<std::size_t>(size)});
  if (result.state == IoState::done) return static_cast<int>(result.bytes);
  if (result.state == IoState::want_write) BIO_set_retry_write(bio);
  return -1;
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

// SSL_get_error takes an error that somebody left behind for its own. Nearly always there is none,
// and looking costs less than clearing.
void forget_errors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

class TlsTransport final : public Transport {
public:
  // Takes over `bio`, whose bytes are the socket's.
  TlsTransport(SslPtr ssl, BIO* bio, int fd, std::shared_ptr<const TlsContext> context)
      : context_(std::move(context)), socket_(fd), ssl_(std::move(ssl)) {
    BIO_set_data(bio, &socket_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
  }

  IoResult handshake() override {
    forget_errors();
    const auto result = outcome(SSL_accept(ssl_.get()), 0);
    if (result.state == IoState::done) free_buffers();
    return result;
  }
  IoResult read(std::span<char> into) override {
    std::size_t bytes = 0;
    forget_errors();
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
    return then_free_buffers(outcome(result, bytes));
  }
  IoResult write(std::string_view text) override {
    std::size_t bytes = 0;
    forget_errors();
    const int result = SSL_write_ex(ssl_.get(), text.data(), text.size(), &bytes);
    return then_free_buffers(outcome(result, bytes));
  }
  bool may_hold_input() const override {
    return socket_.may_hold_more() || SSL_has_pending(ssl_.get()) == 1;
  }
  IoResult close_notify() override {
    // Not after a fatal error, which OpenSSL forbids; one way is enough (RFC 8446 §6.1).
    if (broken_ == Broken::yes || !SSL_is_init_finished(ssl_.get())) return {IoState::closed};
    forget_errors();
    const int result = SSL_shutdown(ssl_.get());
    return result >= 0 ? IoResult{IoState::done} : outcome(result, 0);
  }
  std::optional<ClientCertificate> client_certificate() const override;

private:
  // A buffer that many connections use in turn stays in the processor's caches.
  void free_buffers() {
    static const bool safe = buffers_may_be_freed(OpenSSL_version_num());
    if (safe) SSL_free_buffers(ssl_.get()); // does nothing in mid-record
  }
  // What was read out is wiped: the rest is ciphertext, not worth wiping 16 KiB for.
  IoResult then_free_buffers(IoResult result) {
    if (broken_ == Broken::yes) return result;
    SSL_clear_options(ssl_.get(), SSL_OP_CLEANSE_PLAINTEXT);
    free_buffers();
    SSL_set_options(ssl_.get(), SSL_OP_CLEANSE_PLAINTEXT);
    return result;
  }

  IoResult outcome(int result, std::size_t bytes) {
    if (result > 0) return {IoState::done, bytes};
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {IoState::want_read};
    case SSL_ERROR_WANT_WRITE:
      return {IoState::want_write};
    case SSL_ERROR_ZERO_RETURN:
      return {IoState::closed};
    default:
      broken_ = Broken::yes;
      return {IoState::closed};
    }
  }

  std::shared_ptr<const TlsContext> context_; // owns the BIO's method: outlives ssl_
  SocketBytes socket_;
  SslPtr ssl_;
  enum class Broken { no, yes } broken_ = Broken::no;
};

std::optional<ClientCertificate> TlsTransport::client_certificate() const {
  // The chain was verified in the handshake: with SSL_VERIFY_PEER a bad one ends it.
  CertificatePtr certificate(SSL_get1_peer_certificate(ssl_.get()));
  if (!certificate || SSL_get_verify_result(ssl_.get()) != X509_V_OK) return std::nullopt;
  ClientCertificate out;
  out.spki_sha256 = spki_digest(certificate.get());
  BioPtr text(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  if (size > 0) out.subject.assign(data, static_cast<std::size_t>(size));
  return out;
}

} // namespace

BioMethodPtr make_socket_bio_method() {
  BioMethodPtr method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "session socket"));
  if (!method) return method;
  BIO_meth_set_read(method.get(), bio_read);
  BIO_meth_set_write(method.get(), bio_write);
  BIO_meth_set_ctrl(method.get(), bio_control);
  return method;
}

std::unique_ptr<Transport> make_tls_transport(SslPtr ssl, BIO* bio, int fd,
                                              std::shared_ptr<const TlsContext> context) {
  return std::make_unique<TlsTransport>(std::move(ssl), bio, fd, std::move(context));
}

} // namespace lv::http
