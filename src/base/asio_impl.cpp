// The one copy of Asio's own code (BOOST_ASIO_SEPARATE_COMPILATION, see Toolchain.cmake).
#include <boost/asio/impl/src.hpp>
