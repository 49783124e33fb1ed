// Owning pointers for the OpenSSL objects this module uses.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace lv::http {

template <auto Free>
struct OpensslDelete {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using SslPtr = std::unique_ptr<SSL, OpensslDelete<SSL_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, OpensslDelete<SSL_CTX_free>>;
using BioPtr = std::unique_ptr<BIO, OpensslDelete<BIO_free>>;
using BioMethodPtr = std::unique_ptr<BIO_METHOD, OpensslDelete<BIO_meth_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslDelete<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, OpensslDelete<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpensslDelete<X509_EXTENSION_free>>;

// SHA-256 over the DER SubjectPublicKeyInfo.
Digest spki_digest(X509* certificate);

} // namespace lv::http
