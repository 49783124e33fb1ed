// A throw-away certificate authority for the demo and for tests: ECDSA P-256, PEM files, keys
// mode 0600. Never used for a production certificate: its CA key lies unprotected beside it.
#pragma once

#include "leadvault/base/bytes.hpp"

#include <filesystem>
#include <string>

namespace lv::http {

struct PemPair {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// <folder>/<name>.pem and <name>.key; the folder is created (mode 0700) when absent. Existing
// files are replaced. `name` is a file name and the certificate's common name: [A-Za-z0-9._-]+.
Result<PemPair> make_dev_ca(const std::filesystem::path& folder, const std::string& name);
// SAN: localhost, 127.0.0.1, ::1. Valid 397 days, extended key usage serverAuth.
Result<PemPair> issue_server_certificate(const PemPair& ca, const std::filesystem::path& folder,
                                         const std::string& name);
// Valid 397 days, extended key usage clientAuth.
Result<PemPair> issue_client_certificate(const PemPair& ca, const std::filesystem::path& folder,
                                         const std::string& name);
// SHA-256 over the certificate's SubjectPublicKeyInfo, as ClientCertificate::spki_sha256.
Result<Digest> spki_sha256_of(const std::filesystem::path& certificate);

} // namespace lv::http
