# Embeds openapi.yaml into lv_api as JSON. Needs a python3 with PyYAML (Debian: python3-yaml).
foreach(candidate python3 /usr/bin/python3)
  execute_process(COMMAND ${candidate} -c "import yaml" RESULT_VARIABLE missing OUTPUT_QUIET
                  ERROR_QUIET)
  if(missing EQUAL 0)
    set(LV_PYTHON ${candidate})
    break()
  endif()
endforeach()
if(NOT LV_PYTHON)
  message(FATAL_ERROR "no python3 with PyYAML: install Debian's python3-yaml")
endif()

set(openapi_cpp ${CMAKE_BINARY_DIR}/gen/api/openapi_json.cpp)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/gen/api)
add_custom_command(
  OUTPUT ${openapi_cpp}
  COMMAND ${LV_PYTHON} ${CMAKE_SOURCE_DIR}/src/cmake/openapi_json.py
          ${CMAKE_SOURCE_DIR}/openapi.yaml ${openapi_cpp}
  DEPENDS ${CMAKE_SOURCE_DIR}/openapi.yaml ${CMAKE_SOURCE_DIR}/src/cmake/openapi_json.py
  VERBATIM)
target_sources(lv_api PRIVATE ${openapi_cpp})
