# Compiler cache, linker, warnings, sanitizers and hardening: everything that is about the compiler.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0.14 REQUIRED) # before, SSL_free_buffers could free a half-read record
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
find_package(prometheus-cpp CONFIG REQUIRED COMPONENTS core)
pkg_check_modules(tcmalloc REQUIRED IMPORTED_TARGET libtcmalloc_minimal)
pkg_check_modules(curl REQUIRED IMPORTED_TARGET libcurl)
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)

add_library(lv_flags INTERFACE)
target_compile_options(lv_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wsign-conversion -Wnon-virtual-dtor -Wformat=2 -Wimplicit-fallthrough -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 misreads Asio's coroutine frames.
  target_compile_options(lv_flags INTERFACE -Wno-mismatched-new-delete)
endif()
target_compile_definitions(lv_flags INTERFACE BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  # A request is some fifteen coroutines deep: their frames are to be found again, not allocated;
  # what is allocated needs no other alignment than that of operator new.
  BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16 BOOST_ASIO_DISABLE_STD_ALIGNED_ALLOC
  BOOST_ASIO_DISABLE_BOOST_ALIGN)

target_compile_definitions(lv_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(LEADVAULT_PLANTED_FAULTS)
  target_compile_definitions(lv_flags INTERFACE LEADVAULT_PLANTED_FAULTS)
endif()

set(LEADVAULT_SANITIZE "" CACHE STRING "address,undefined or thread")
if(LEADVAULT_SANITIZE)
  add_compile_options(-fsanitize=${LEADVAULT_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LEADVAULT_SANITIZE})
  # clang 14 cannot assemble coroutines under UBSan's function check
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
if(LEADVAULT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Hardening of what is shipped (the OpenSSF compiler options guide, as far as g++ 12 knows them).
# Sanitizer builds leave it out: they need the undisturbed memory layout.
option(LEADVAULT_HARDEN "Build with the hardening flags" OFF)
if(LEADVAULT_HARDEN)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES C CXX)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Werror=format-security
    -fstack-clash-protection -fstack-protector-strong -fno-delete-null-pointer-checks
    -fno-strict-overflow -fno-strict-aliasing -ftrivial-auto-var-init=zero)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Werror=trampolines -Wbidi-chars=any -Werror=bidi-chars)
  endif()
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection=full)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    add_compile_options(-mbranch-protection=standard)
  endif()
  add_link_options(-Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,-z,nodlopen -Wl,--as-needed
    -Wl,--no-copy-dt-needed-entries)
endif()
