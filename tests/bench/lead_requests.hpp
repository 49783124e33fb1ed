// Made-up leads as requests: each number gives another person; the same number the same one.
#pragma once

#include <cstdint>
#include <string>

namespace lv::bench {

inline constexpr std::uint64_t page_rows = 500;
inline constexpr const char* read_fields =
    "given_name,family_name,email,phone,street,city,postal_code,company";

std::string lead_body(std::uint64_t number); // 8 fields and an external id: 3 index rows
std::string page_body(std::uint64_t page);   // page_rows rows of an import

std::string post_request(const std::string& target, const std::string& key,
                         const std::string& body);
std::string search_request(const std::string& key, const std::string& purpose,
                           std::uint64_t number); // of the lead with this number, by external id
std::string rename_request(const std::string& key, const std::string& lead, std::uint64_t version,
                           const std::string& company); // changes one field of that version
std::string get_request(const std::string& target, const std::string& key,
                        const std::string& purpose);

} // namespace lv::bench
