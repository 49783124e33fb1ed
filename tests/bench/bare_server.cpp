// The baseline of the request figures: a bare Boost.Beast server over TLS. One io thread, one
// coroutine per connection; reads each request whole and answers with the bytes of one file.
// lv_bench_bare_server CERTIFICATE KEY RESPONSE_FILE PORT_FILE
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace net = boost::asio;
namespace http = boost::beast::http;
using Stream = net::ssl::stream<net::ip::tcp::socket>;

namespace {

net::awaitable<void> serve(Stream stream, const std::string& response) {
  try {
    co_await stream.async_handshake(net::ssl::stream_base::server, net::use_awaitable);
    boost::beast::flat_buffer buffer;
    for (;;) {
      http::request<http::string_body> request;
      co_await http::async_read(stream, buffer, request, net::use_awaitable);
      co_await net::async_write(stream, net::buffer(response), net::use_awaitable);
    }
  } catch (const boost::system::system_error&) {
    co_return; // the client is done
  }
}

net::awaitable<void> accept(net::ip::tcp::acceptor& acceptor, net::ssl::context& context,
                            const std::string& response) {
  for (;;) {
    auto socket = co_await acceptor.async_accept(net::use_awaitable);
    socket.set_option(net::ip::tcp::no_delay(true));
    Stream stream(std::move(socket), context);
    net::co_spawn(acceptor.get_executor(), serve(std::move(stream), response), net::detached);
  }
}

void write_port(const std::filesystem::path& file, unsigned port) {
  const auto temporary = file.string() + ".new";
  std::ofstream(temporary) << "{\"port\":" << port << "}\n";
  std::filesystem::rename(temporary, file);
}

} // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: lv_bench_bare_server CERTIFICATE KEY RESPONSE_FILE PORT_FILE\n";
    return 2;
  }
  try {
    std::ifstream file(arguments[3], std::ios::binary);
    const std::string response(std::istreambuf_iterator<char>(file), {});
    net::ssl::context context(net::ssl::context::tls_server);
    context.use_certificate_chain_file(arguments[1]);
    context.use_private_key_file(arguments[2], net::ssl::context::pem);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_3_VERSION);
    SSL_CTX_set_num_tickets(context.native_handle(), 0);
    net::io_context io(1);
    net::ip::tcp::acceptor acceptor(io, {net::ip::make_address("127.0.0.1"), 0});
    net::co_spawn(io, accept(acceptor, context, response), net::detached);
    write_port(arguments[4], acceptor.local_endpoint().port());
    io.run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
