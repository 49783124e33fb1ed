#include "app/config.hpp"

#include "leadvault/crypto/hash.hpp"

#include <fstream>
#include <iterator>

namespace lv::app {
namespace {

std::string content_of(const std::string& file) {
  if (file.empty()) return {};
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

Digest fingerprint_of(const Config& config) {
  ByteWriter text;
  text.lp(config.canonical);
  text.lp(content_of(config.tls.certificate_file));
  text.lp(content_of(config.tls.client_ca_file));
  return crypto::sha256(text.view());
}

} // namespace lv::app
