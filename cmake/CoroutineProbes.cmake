# g++ 12.2 destroys temporaries in co_await statements twice, silently. Every configuration runs the probes of
# cmake/compiler_probes.cpp and refuses a compiler that fails one.
if(NOT ORDEAL_COMPILER_PASSED_PROBES STREQUAL CMAKE_CXX_COMPILER)
  try_run(_ran _built ${CMAKE_BINARY_DIR}/probes SOURCES ${CMAKE_SOURCE_DIR}/cmake/compiler_probes.cpp
    CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${CMAKE_SOURCE_DIR}" CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON
    COMPILE_OUTPUT_VARIABLE _how RUN_OUTPUT_VARIABLE _said)
  if(NOT _built)
    message(FATAL_ERROR "The coroutine probes do not compile with ${CMAKE_CXX_COMPILER}:\n${_how}")
  elseif(NOT _ran EQUAL 0)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} miscompiles coroutines; use clang++-19 (the presets do). "
      "What failed:\n${_said}")
  endif()
  set(ORDEAL_COMPILER_PASSED_PROBES "${CMAKE_CXX_COMPILER}" CACHE INTERNAL "")
endif()
