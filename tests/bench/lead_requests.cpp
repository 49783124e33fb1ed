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

} // namespace

std::string lead_body(std::uint64_t number) {
  const auto n = static_cast<unsigned>(number);
  char text[640];
  const int size = std::snprintf(
      text, sizeof text,
      R"({"subject_kind":"person","channel":"website","residency":"US",)"
      R"("external_ids":[{"system":"crm","id":"00Q5e00001%08u"}],)"
      R"("fields":{"given_name":"%s","family_name":"%s","email":"lead.%08u@mail.example",)"
      R"("phone":"+1212%07u","street":"%u Ridgewood Avenue","city":"%s","postal_code":"%05u",)"
      R"("company":"Northwind Trading %u"}})",
      n, pick(given_names, number), pick(family_names, number), n, 2'000'000 + n % 8'000'000,
      1 + n % 4'999, pick(cities, number), 10'001 + n % 4'900, n % 9'973);
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
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string get_request(const std::string& target, const std::string& key,
                        const std::string& purpose) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
         "\r\nLeadvault-Purpose: " + purpose + "\r\n\r\n";
}

} // namespace lv::bench
