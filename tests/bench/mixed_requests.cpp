#include "mixed_requests.hpp"

#include "lead_requests.hpp"

namespace lv::bench {
namespace {

constexpr std::uint64_t reads_percent = 85;
constexpr std::uint64_t changes_percent = 10;

} // namespace

std::string_view MixedRequests::operator()(std::size_t connection) {
  const std::uint64_t dice = random_() % 100;
  if (dice < reads_percent) return reads_(connection);
  const std::string& key = vault_.key(connection);
  if (dice < reads_percent + changes_percent) {
    // One lead after the other: the change before is long done when a lead's turn comes again.
    const std::uint64_t turn = changes_++;
    const std::uint64_t version = 1 + turn / ids_.size();
    request_ = rename_request(key, ids_[turn % ids_.size()], version,
                              "Southwind Trading " + std::to_string(turn % 9'973));
  } else {
    request_ = search_request(key, read_purpose, random_() % ids_.size());
  }
  return request_;
}

} // namespace lv::bench
