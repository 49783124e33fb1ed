#include "sample_reads.hpp"

#include "lead_requests.hpp"

namespace lv::bench {

std::string_view SampleReads::operator()(std::size_t connection) {
  const std::string& id = ids_[random_() % ids_.size()];
  request_ = get_request("/v1/leads/" + id + "?fields=" + read_fields, vault_.key(connection),
                         read_purpose);
  return request_;
}

} // namespace lv::bench
