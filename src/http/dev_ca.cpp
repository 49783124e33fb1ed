#include "leadvault/http/dev_ca.hpp"

#include "http/characters.hpp"
#include "http/openssl_ptr.hpp"

#include "leadvault/base/folder.hpp"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <unistd.h>

namespace lv::http {

namespace {

constexpr long valid_seconds = 397L * 24 * 3600;
constexpr long backdate_seconds = 3600; // for clients whose clock is behind

struct Profile {
  const char* basic_constraints;
  const char* key_usage;
  const char* extended_key_usage; // null: none
  const char* alternative_names;  // null: none
};
constexpr Profile ca_profile{"critical,CA:TRUE", "critical,keyCertSign,cRLSign", nullptr, nullptr};
constexpr Profile server_profile{"critical,CA:FALSE", "critical,digitalSignature", "serverAuth",
                                 "DNS:localhost,IP:127.0.0.1,IP:::1"};
constexpr Profile client_profile{"critical,CA:FALSE", "critical,digitalSignature", "clientAuth",
                                 nullptr};

struct Issuer {
  X509* certificate;
  EVP_PKEY* key;
};

bool is_file_name(const std::string& name) {
  if (name.empty() || name.size() > 64 || name.front() == '.') return false;
  for (const char c : name) {
    if (!is_alpha(c) && !is_digit(c) && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  if (value == nullptr) return true;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

CertificatePtr make_certificate(EVP_PKEY* key, const Issuer* issuer, const std::string& name,
                                const Profile& profile) {
  CertificatePtr out(X509_new());
  auto* certificate = out.get();
  const Issuer self{certificate, key};
  const Issuer& signer = issuer != nullptr ? *issuer : self;
  if (certificate == nullptr || X509_set_version(certificate, 2) != 1 || !set_serial(certificate)) {
    return nullptr;
  }
  X509_gmtime_adj(X509_getm_notBefore(certificate), -backdate_seconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate), valid_seconds);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate));
  const bool extended =
      add_extension(certificate, signer.certificate, NID_basic_constraints,
                    profile.basic_constraints) &&
      add_extension(certificate, signer.certificate, NID_key_usage, profile.key_usage) &&
      add_extension(certificate, signer.certificate, NID_ext_key_usage,
                    profile.extended_key_usage) &&
      add_extension(certificate, signer.certificate, NID_subject_alt_name,
                    profile.alternative_names) &&
      add_extension(certificate, signer.certificate, NID_subject_key_identifier, "hash") &&
      add_extension(certificate, signer.certificate, NID_authority_key_identifier, "keyid:always");
  if (!extended || X509_sign(certificate, signer.key, EVP_sha256()) == 0) return nullptr;
  return out;
}

// Created with mode 0600 under another name and renamed: never readable by others, never half, and
// not lost with the power once it is told to be there.
template <class Write>
Result<void> write_pem(const std::filesystem::path& path, Write write) {
  const std::string temporary = path.string() + ".new";
  ::unlink(temporary.c_str());
  const int fd = ::open(temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  std::FILE* file = fd >= 0 ? ::fdopen(fd, "w") : nullptr;
  if (file == nullptr) return LV_FAIL(io, "a certificate or key file cannot be written");
  const bool written = write(file) == 1 && std::fflush(file) == 0 && ::fsync(fd) == 0;
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), path.c_str()) != 0) {
    return LV_FAIL(io, "a certificate or key file cannot be written");
  }
  return sync_folder(path.parent_path());
}

Result<PemPair> issue(const Issuer* issuer, const std::filesystem::path& folder,
                      const std::string& name, const Profile& profile) {
  if (!is_file_name(name)) return LV_FAIL(invalid, "a certificate's name must be a file name");
  std::error_code ec;
  if (!std::filesystem::exists(folder, ec)) {
    LV_CHECK(make_folder(folder));
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
  }
  KeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return LV_FAIL(internal, "OpenSSL cannot make a key");
  CertificatePtr certificate = make_certificate(key.get(), issuer, name, profile);
  if (!certificate) return LV_FAIL(internal, "OpenSSL cannot make a certificate");
  PemPair out{folder / (name + ".pem"), folder / (name + ".key")};
  const auto write_key = [&key](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  };
  const auto write_certificate = [&certificate](std::FILE* file) {
    return PEM_write_X509(file, certificate.get());
  };
  LV_CHECK(write_pem(out.key, write_key));
  LV_CHECK(write_pem(out.certificate, write_certificate));
  return out;
}

Result<CertificatePtr> read_certificate(const std::filesystem::path& path) {
  BioPtr file(BIO_new_file(path.c_str(), "r"));
  if (!file) return LV_FAIL(io, "a certificate file cannot be read");
  CertificatePtr certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
  if (!certificate) return LV_FAIL(malformed, "a certificate file is not PEM");
  return certificate;
}

Result<PemPair> issue_under(const PemPair& ca, const std::filesystem::path& folder,
                            const std::string& name, const Profile& profile) {
  LV_TRY(certificate, read_certificate(ca.certificate));
  BioPtr file(BIO_new_file(ca.key.c_str(), "r"));
  if (!file) return LV_FAIL(io, "the CA's key file cannot be read");
  KeyPtr key(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
  if (!key) return LV_FAIL(malformed, "the CA's key file is not a PEM key");
  const Issuer issuer{certificate.get(), key.get()};
  return issue(&issuer, folder, name, profile);
}

} // namespace

Result<PemPair> make_dev_ca(const std::filesystem::path& folder, const std::string& name) {
  return issue(nullptr, folder, name, ca_profile);
}

Result<PemPair> issue_server_certificate(const PemPair& ca, const std::filesystem::path& folder,
                                         const std::string& name) {
  return issue_under(ca, folder, name, server_profile);
}

Result<PemPair> issue_client_certificate(const PemPair& ca, const std::filesystem::path& folder,
                                         const std::string& name) {
  return issue_under(ca, folder, name, client_profile);
}

Result<Digest> spki_sha256_of(const std::filesystem::path& certificate) {
  LV_TRY(loaded, read_certificate(certificate));
  return spki_digest(loaded.get());
}

} // namespace lv::http
