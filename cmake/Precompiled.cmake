# Most of a build was reading the same headers: every C++ target of ours begins with cmake/precompiled.hpp,
# read once. A file includes what it uses all the same: the presets asan, tsan and fuzz build without
# (CMAKE_DISABLE_PRECOMPILE_HEADERS), so a missing include fails there.

# ccache caches files with a precompiled header only when told that it may.
function(ordeal_cache_precompiled target)
  # Alike for all that read the header, also programs, which would be -fPIE; threads as GTest's target says.
  target_compile_options(${target} PRIVATE
    "SHELL:$<$<COMPILE_LANGUAGE:CXX>:-Xclang -fno-pch-timestamp>"
    $<$<COMPILE_LANGUAGE:CXX>:-fPIC> $<$<COMPILE_LANGUAGE:CXX>:-pthread>)
  target_compile_definitions(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:GTEST_HAS_PTHREAD=1>)
  if(CCACHE)
    set(sloppiness pch_defines,time_macros,include_file_mtime,include_file_ctime)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=${sloppiness};${CCACHE}")
  endif()
endfunction()

add_library(ordeal_precompiled OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp)
set_source_files_properties(${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp
  PROPERTIES INCLUDE_DIRECTORIES ${CMAKE_SOURCE_DIR})
target_precompile_headers(ordeal_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp)
ordeal_cache_precompiled(ordeal_precompiled)

# At the end of its folder, unless the target begins with a header of its own by then.
function(ordeal_use_precompiled target)
  cmake_language(EVAL CODE "cmake_language(DEFER CALL ordeal_reuse_precompiled ${target})")
endfunction()
function(ordeal_reuse_precompiled target)
  get_target_property(own ${target} PRECOMPILE_HEADERS)
  get_target_property(other ${target} PRECOMPILE_HEADERS_REUSE_FROM)
  if(NOT own AND NOT other)
    ordeal_cache_precompiled(${target})
    target_precompile_headers(${target} REUSE_FROM ordeal_precompiled)
  endif()
endfunction()
