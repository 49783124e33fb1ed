#include "http/tls_buffers.hpp"
#include "support/catch.hpp"

#include <openssl/crypto.h>

using lv::http::buffers_may_be_freed;

TEST_CASE("buffers are kept with an OpenSSL that could free a half-read record", "[http]") {
  for (const unsigned long fixed : {0x300000e0UL, 0x30100060UL, 0x30200020UL, 0x30300010UL}) {
    CHECK(buffers_may_be_freed(fixed));
    CHECK(!buffers_may_be_freed(fixed - 0x10)); // the patch release before
  }
  CHECK(buffers_may_be_freed(0x30400000UL));
  CHECK(buffers_may_be_freed(0x40000000UL));
  CHECK(!buffers_may_be_freed(0x1010117fUL));
  // The library's number is read as its own parts say.
  CHECK(OPENSSL_VERSION_NUMBER >> 4 ==
        (OPENSSL_VERSION_MAJOR << 24 | OPENSSL_VERSION_MINOR << 16 | OPENSSL_VERSION_PATCH));
}
