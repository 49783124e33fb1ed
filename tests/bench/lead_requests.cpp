#include "lead_requests.hpp"

#include <cstdio>

namespace lv::bench {
namespace {

constexpr const char* given_names[] = {"Amelie", "Bruno", "Chiara", "Dmitri", "Elif", "Farid",
                                       "Greta",  "Hugo",  "Ines",   "Jakub",  "Keiko"};
constexpr const char* family_names[] = {"Andersson", "Bianchi", "Castillo", "Dubois", "Eriksen",
                                        "Fischer",   "Garcia",  "Horvath",  "Ivanova"};
constexpr const char* cities[] = {"Albany", "Buffalo", "Rochester", "Syracuse", "Utica"};

template <std::size_t N>
const char* pick(const char* const (&names)[N], std::uint64_t number) {
  return names[number % N];
}

std::string external_id(std::uint64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "00Q5e00001%08u", static_cast<unsigned>(number));
  return text;
}

std::string request_of(const std::string& what, const std::string& key, const std::string& headers,
                       const std::string& body) {
  return what + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

std::string lead_body(std::uint64_t number) {
  const auto n = static_cast<unsigned>(number);
  char text[640];
  const int size = std::snprintf(
      text, sizeof text,
      R"({"subject_kind":"person","channel":"website","residency":"US",)"
      R"("external_ids":[{"system":"crm","id":"%s"}],)"
      R"("fields":{"given_name":"%s","family_name":"%s","email":"lead.%08u@mail.example",)"
      R"("phone":"+1212%07u","street":"%u Ridgewood Avenue","city":"%s","postal_code":"%05u",)"
      R"("company":"Northwind Trading %u"}})",
      external_id(number).c_str(), pick(given_names, number), pick(family_names, number), n,
      2'000'000 + n % 8'000'000, 1 + n % 4'999, pick(cities, number), 10'001 + n % 4'900,
      n % 9'973);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string page_body(std::uint64_t page) {
  std::string out = R"({"rows":[)";
  for (std::uint64_t i = 0; i < page_rows; ++i) {
    const std::uint64_t number = page * page_rows + i;
    if (i != 0) out += ',';
    out += R"({"key":"row-)" + std::to_string(number) + R"(","lead":)" + lead_body(number) + '}';
  }
  return out + "]}";
}

std::string post_request(const std::string& target, const std::string& key,
                         const std::string& body) {
  return request_of("POST " + target, key, "Content-Type: application/json\r\n", body);
}

std::string search_request(const std::string& key, const std::string& purpose,
                           std::uint64_t number) {
  return request_of("POST /v1/leads/search", key,
                    "Content-Type: application/json\r\nLeadvault-Purpose: " + purpose + "\r\n",
                    R"({"external_id":{"system":"crm","id":")" + external_id(number) + "\"}}");
}

std::string rename_request(const std::string& key, const std::string& lead, std::uint64_t version,
                           const std::string& company) {
  return request_of("PATCH /v1/leads/" + lead, key,
                    "Content-Type: application/merge-patch+json\r\nIf-Match: \"" +
                        std::to_string(version) + "\"\r\n",
                    R"({"fields":{"company":")" + company + "\"}}");
}

std::string get_request(const std::string& target, const std::string& key,
                        const std::string& purpose) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
         "\r\nLeadvault-Purpose: " + purpose + "\r\n\r\n";
}

} // namespace lv::bench
