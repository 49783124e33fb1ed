#include "leadvault/http/tls.hpp"

#include "http/tls_transport.hpp"

#include <openssl/err.h>
#include <openssl/sha.h>
#include <sys/stat.h>

namespace lv::http {

namespace {

// Only HTTP/1.1 is spoken here; a client that insists on another protocol is sent away, so that
// its bytes are never read as HTTP (RFC 7301 §3.2).
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, ours, sizeof ours, offered, size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

std::vector<X509*> authorities_of(SSL_CTX* context) {
  std::vector<X509*> out;
  auto* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    auto* certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (certificate != nullptr) out.push_back(certificate);
  }
  return out;
}

// OpenSSL would ask on the terminal, and wait.
int refuse_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

// Its mode is that of the file it is read from, whatever has that name by then.
Result<void> load_key(SSL_CTX* context, const std::string& path) {
  const BioPtr file(BIO_new_file(path.c_str(), "r"));
  FILE* open_file = nullptr;
  struct stat info {};
  if (!file || BIO_get_fp(file.get(), &open_file) != 1 || ::fstat(::fileno(open_file), &info) != 0)
    return LV_FAIL(config, "the TLS key file cannot be read");
  if ((info.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0) {
    return LV_FAIL(config, "the TLS key file may be read or changed by others: chmod 600");
  }
  bool asked = false;
  const KeyPtr key(PEM_read_bio_PrivateKey(file.get(), nullptr, refuse_passphrase, &asked));
  if (asked) {
    return LV_FAIL(config, "the TLS key file needs a passphrase, for which nobody is asked: "
                           "store the key without one, mode 0600");
  }
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return LV_FAIL(config, "the TLS key file is not a PEM key that fits the certificate");
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return LV_FAIL(config, "the TLS key does not belong to the certificate");
  }
  return {};
}

Result<void> load_client_ca(SSL_CTX* context, const std::string& path) {
  if (path.empty()) return {};
  if (SSL_CTX_load_verify_file(context, path.c_str()) != 1) {
    return LV_FAIL(config, "the client CA file is missing or holds no PEM certificate");
  }
  const auto authorities = authorities_of(context);
  if (authorities.empty()) return LV_FAIL(config, "the client CA file holds no PEM certificate");
  for (auto* certificate : authorities) { // whose names a client is told
    if (SSL_CTX_add_client_CA(context, certificate) != 1)
      return LV_FAIL(config, "OpenSSL cannot name the client CA");
  }
  // Asked for, not demanded: an API key may serve instead. One that is sent must verify.
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  return {};
}

// Each file is opened once: what was checked is what serves, whoever replaces files meanwhile.
Result<void> load_files(SSL_CTX* context, const TlsOptions& options) {
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
    return LV_FAIL(config, "the TLS certificate file is missing or not a PEM certificate chain");
  }
  LV_CHECK(load_key(context, options.key_file));
  return load_client_ca(context, options.client_ca_file);
}

Result<void> set_parameters(SSL_CTX* context, TlsFloor floor) {
  const int lowest = floor == TlsFloor::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
  const bool good =
      SSL_CTX_set_min_proto_version(context, lowest) == 1 &&
      SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
      SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                                        "TLS_CHACHA20_POLY1305_SHA256") == 1 &&
      SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL") == 1 &&
      SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
  if (!good) return LV_FAIL(config, "OpenSSL does not offer the TLS parameters that are needed");
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                   SSL_OP_CLEANSE_PLAINTEXT); // of what was received, once read
  // No resumption: every connection proves its client certificate anew, and no ticket key exists.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_max_early_data(context, 0);
  // Not SSL_MODE_RELEASE_BUFFERS: it would wipe 16 KiB for a request of some hundred bytes.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One system call for a record, not one for its head and one for the rest.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
  return {};
}

Bytes der_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

// Leaf and intermediates as they are sent; the authorities, whose order says nothing, sorted.
Digest digest_of(SSL_CTX* context) {
  std::vector<Bytes> sent{der_of(SSL_CTX_get0_certificate(context))};
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context, &chain);
  for (int i = 0; i < sk_X509_num(chain); ++i) sent.push_back(der_of(sk_X509_value(chain, i)));
  std::vector<Bytes> trusted;
  for (auto* certificate : authorities_of(context)) trusted.push_back(der_of(certificate));
  std::sort(trusted.begin(), trusted.end());
  ByteWriter text;
  for (const auto* list : {&sent, &trusted}) {
    text.u32(static_cast<std::uint32_t>(list->size()));
    for (const auto& certificate : *list) text.lp(certificate);
  }
  Digest out{};
  SHA256(text.view().data(), text.view().size(), out.data());
  return out;
}

} // namespace

Digest spki_digest(X509* certificate) {
  Digest out{};
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return out;
  SHA256(der, static_cast<std::size_t>(size), out.data());
  OPENSSL_free(der);
  return out;
}

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsOptions& options) {
  ERR_clear_error();
  SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  BioMethodPtr method = make_socket_bio_method();
  if (!context || !method) return LV_FAIL(config, "OpenSSL cannot make a TLS context");
  LV_CHECK(set_parameters(context.get(), options.floor));
  auto loaded = load_files(context.get(), options);
  ERR_clear_error();
  if (!loaded) return loaded.error();
  const auto digest = digest_of(context.get());
  return std::shared_ptr<const TlsContext>(
      new TlsContext(context.release(), method.release(), digest));
}

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
  BIO_meth_free(method_);
}

std::unique_ptr<Transport> TlsContext::make_transport(int fd) const {
  SslPtr ssl(SSL_new(context_));
  BIO* bio = BIO_new(method_);
  if (!ssl || bio == nullptr) {
    BIO_free(bio);
    return nullptr;
  }
  return make_tls_transport(std::move(ssl), bio, fd, shared_from_this());
}

Result<void> check_tls(const TlsOptions& options) {
  LV_CHECK(TlsContext::load(options));
  return {};
}

} // namespace lv::http
