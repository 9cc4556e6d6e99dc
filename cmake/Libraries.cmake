# Every library that is not ours, by its CMake target. Versions: ci/versions.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra>
                    $<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers>)
add_link_options(-fuse-ld=lld)

# What the harness needs; the installed package looks for the same (OrdealConfig.cmake.in).
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
# PkgConfig::re2; Debian's package has no CMake file
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET GLOBAL re2)
find_package(CLI11 REQUIRED)
# Its headers alone: Debian's CMake target would bring a shared library along.
find_path(ORDEAL_TOMLPLUSPLUS toml++/toml.h REQUIRED)
add_library(ordeal_tomlplusplus INTERFACE)
target_include_directories(ordeal_tomlplusplus SYSTEM INTERFACE ${ORDEAL_TOMLPLUSPLUS})

if(ORDEAL_TESTS)
  find_package(rapidcheck REQUIRED)
endif()
if(ORDEAL_TESTS OR ORDEAL_PIPELINE)
  find_package(yaml-cpp REQUIRED)
  if(NOT TARGET yaml-cpp::yaml-cpp)
    add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
  endif()
endif()

if(ORDEAL_PIPELINE)
  add_library(ordeal_asio INTERFACE)   # Asio and Beast are headers; boost::system::error_code everywhere
  target_compile_definitions(ordeal_asio
    INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
  target_link_libraries(ordeal_asio INTERFACE Boost::headers)
  find_package(Threads REQUIRED)
  find_package(spdlog REQUIRED)
  find_package(SQLite3 REQUIRED)
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)
  find_package(prometheus-cpp REQUIRED COMPONENTS core)
  find_package(JPEG REQUIRED)
  find_package(PNG REQUIRED)
endif()
