# The SQLCipher 4 amalgamation, carried by a pinned npm package and compiled by us.
# Why this carrier and how to move to a newer one: docs/decisions/0006-sqlcipher-carrier.md.
set(LV_SQLCIPHER_DIR ${CMAKE_SOURCE_DIR}/node_modules/@journeyapps/sqlcipher/deps/sqlcipher-amalgamation)
set(LV_SQLCIPHER_SHA256 2ba87bbc92caf02c0ac640198c537c24bdda899a18bbba289f3d3f44d56795e4)

if(NOT EXISTS ${LV_SQLCIPHER_DIR}/sqlite3.c)
  message(FATAL_ERROR "SQLCipher's source is missing: run ./run setup (npm ci) first")
endif()
file(SHA256 ${LV_SQLCIPHER_DIR}/sqlite3.c actual)
if(NOT actual STREQUAL LV_SQLCIPHER_SHA256)
  message(FATAL_ERROR "sqlite3.c is not the pinned file (SHA-256 ${actual}); see docs/decisions/0006-sqlcipher-carrier.md")
endif()

add_library(lv_sqlcipher STATIC ${LV_SQLCIPHER_DIR}/sqlite3.c)
target_include_directories(lv_sqlcipher SYSTEM PUBLIC ${LV_SQLCIPHER_DIR})
target_compile_definitions(lv_sqlcipher PUBLIC SQLITE_HAS_CODEC PRIVATE NDEBUG
  SQLCIPHER_CRYPTO_OPENSSL SQLCIPHER_OMIT_LOG SQLITE_EXTRA_INIT=sqlcipher_extra_init
  SQLITE_EXTRA_SHUTDOWN=sqlcipher_extra_shutdown SQLITE_TEMP_STORE=3 SQLITE_THREADSAFE=2
  HAVE_STDINT_H=1 HAVE_USLEEP=1 SQLITE_SECURE_DELETE SQLITE_DQS=0 SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_DEFAULT_FOREIGN_KEYS=1 SQLITE_ENABLE_API_ARMOR SQLITE_TRUSTED_SCHEMA=0
  SQLITE_DEFAULT_WAL_SYNCHRONOUS=2 SQLITE_ENABLE_FTS5 SQLITE_ENABLE_DBSTAT_VTAB=1)
# The file is large: builds that only have to compile or to be searched for errors ask for less.
set(LEADVAULT_SQLCIPHER_FLAGS "-O2 -g1" CACHE STRING "Optimisation of the SQLCipher amalgamation")
separate_arguments(sqlcipher_flags UNIX_COMMAND "${LEADVAULT_SQLCIPHER_FLAGS}")
target_compile_options(lv_sqlcipher PRIVATE -std=gnu11 ${sqlcipher_flags} -w -fvisibility=hidden)
target_link_libraries(lv_sqlcipher PUBLIC OpenSSL::Crypto Threads::Threads m)
