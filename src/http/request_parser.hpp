// RequestParser: Beast's parser, which writes what it reads straight into a Request. Fed only with
// what the guard has admitted; used by one session for one request.
#pragma once

#include "http/characters.hpp"

#include "leadvault/http/request.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>

namespace lv::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
  explicit RequestParser(Request& request) : request_(request) {}
  int version() const { return version_; } // 11 is HTTP/1.1

private:
  using Text = boost::beast::string_view;
  using Code = boost::system::error_code;

  void on_request_impl(boost::beast::http::verb, Text, Text, int version, Code&) override {
    version_ = version;
  }
  void on_field_impl(boost::beast::http::field, Text name, Text value, Code&) override {
    RequestHeader header;
    header.name.reserve(name.size());
    for (const char c : name) header.name.push_back(to_lower(c));
    header.value.assign(trim({value.data(), value.size()}));
    request_.headers.push_back(std::move(header));
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override {
    // A length is only announced: what does not arrive must not cost us memory.
    constexpr std::uint64_t trusted_bytes = 64 * 1024;
    request_.body.reserve(static_cast<std::size_t>(std::min(length.value_or(0), trusted_bytes)));
  }
  std::size_t on_body_impl(Text body, Code&) override {
    request_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_header_impl(Code&) override {}
  void on_finish_impl(Code&) override {}

  // The guard admits neither; should the parser see one, the two disagree.
  void on_response_impl(int, Text, int, Code& ec) override { refuse(ec); }
  void on_chunk_header_impl(std::uint64_t, Text, Code& ec) override { refuse(ec); }
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Code& ec) override {
    refuse(ec);
    return 0;
  }
  static void refuse(Code& ec) { ec = boost::beast::http::error::bad_transfer_encoding; }

  Request& request_;
  int version_ = 0;
};

} // namespace lv::http
