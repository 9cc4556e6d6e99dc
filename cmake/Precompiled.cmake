# Most of a build was reading the same headers: every C++ target of ours begins with cmake/precompiled.hpp, read
# once. A file includes what it uses all the same: the presets asan, tsan and fuzz build without
# (CMAKE_DISABLE_PRECOMPILE_HEADERS), so a missing include fails there.

# ccache caches files with a precompiled header only when told that it may.
function(ordeal_cache_precompiled target)
  target_compile_options(${target} PRIVATE "SHELL:$<$<COMPILE_LANGUAGE:CXX>:-Xclang -fno-pch-timestamp>"
    $<$<COMPILE_LANGUAGE:CXX>:-fPIC> $<$<COMPILE_LANGUAGE:CXX>:-pthread>)   # alike for all that read the header
  if(CCACHE)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime;${CCACHE}")
  endif()
endfunction()

add_library(ordeal_precompiled OBJECT ${CMAKE_CURRENT_LIST_DIR}/precompiled.cpp)
target_precompile_headers(ordeal_precompiled PRIVATE ${CMAKE_CURRENT_LIST_DIR}/precompiled.hpp)
ordeal_cache_precompiled(ordeal_precompiled)

function(ordeal_use_precompiled target)
  ordeal_cache_precompiled(${target})
  target_precompile_headers(${target} REUSE_FROM ordeal_precompiled)
endfunction()

# For a target that begins with a header of its own instead.
function(ordeal_forget_precompiled target)
  set_target_properties(${target} PROPERTIES PRECOMPILE_HEADERS_REUSE_FROM "")
endfunction()
