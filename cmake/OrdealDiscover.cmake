# Scenarios as tests of CTest, each by its name, tags as labels, skipped ones as skipped:
#
#   ordeal_discover_scenarios(my_suite FEATURES features [ARGUMENTS --on sim --tags @fast …]
#     [WORKING_DIRECTORY dir] [PREFIX "my "] [TIMEOUT seconds])
#
# my_suite is a program of feature runs. CTest asks it for its scenarios (`my_suite list --ctest`) each time
# that it starts, so the list is never stale. When it cannot answer (it is not built, a feature does not
# parse, nothing is selected) there is one test, which fails and says why.
#
# FEATURES are files and folders, relative to WORKING_DIRECTORY (the current source directory), in which the
# scenarios run, too. Of ARGUMENTS, --on, --tags, --name and --id select scenarios; all others go to each run.
# TIMEOUT is CTest's own, for the case that the suite's limits do not hold. For generators with one
# configuration.
include_guard(GLOBAL)

# A CMake argument that stands for exactly this text.
function(_ordeal_quote text result)
  set(level "")
  while(text MATCHES "\\]${level}\\]" OR text MATCHES "\\]${level}$")
    string(APPEND level "=")
  endwhile()
  set(${result} "[${level}[${text}]${level}]" PARENT_SCOPE)
endfunction()

function(_ordeal_add_word text words)
  _ordeal_quote("${text}" word)
  set(${words} "${${words}} ${word}" PARENT_SCOPE)
endfunction()

function(ordeal_discover_scenarios suite)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "WORKING_DIRECTORY;PREFIX;TIMEOUT" "FEATURES;ARGUMENTS")
  if(NOT TARGET ${suite})
    message(FATAL_ERROR "ordeal_discover_scenarios: ${suite} is no target")
  elseif(A_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ordeal_discover_scenarios: unknown arguments ${A_UNPARSED_ARGUMENTS}")
  elseif(NOT A_FEATURES)
    message(FATAL_ERROR "ordeal_discover_scenarios: name files or folders: FEATURES features")
  endif()
  if(NOT A_WORKING_DIRECTORY)
    set(A_WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  endif()

  # Quoted at once: a CMake list does not hold an unbalanced bracket.
  set(quoted "")
  if(A_PREFIX)
    _ordeal_add_word("--prefix=${A_PREFIX}" quoted)
  endif()
  if(A_TIMEOUT)
    _ordeal_add_word("--timeout=${A_TIMEOUT}" quoted)
  endif()
  set(selects NO)
  foreach(argument IN LISTS A_ARGUMENTS)
    if(selects OR argument MATCHES "^--(on|tags|name|id)(=|$)")
      _ordeal_add_word("${argument}" quoted)
    else()
      _ordeal_add_word("--run-argument=${argument}" quoted)
    endif()
    string(REGEX MATCH "^--(on|tags|name|id)$" selects "${argument}")
  endforeach()
  foreach(path IN LISTS A_FEATURES)
    _ordeal_add_word("${path}" quoted)
  endforeach()
  _ordeal_quote("${A_PREFIX}${suite}: its scenarios cannot be listed" failure)
  _ordeal_quote("${A_WORKING_DIRECTORY}" directory)

  # A folder may discover several lists of one suite: the name holds what tells them apart.
  string(SHA256 id "${suite}${directory}${quoted}")
  string(SUBSTRING ${id} 0 8 id)
  set(script ${CMAKE_CURRENT_BINARY_DIR}/${suite}-scenarios-${id}.cmake)
  file(GENERATE OUTPUT ${script} CONTENT "\
execute_process(COMMAND [==[$<TARGET_FILE:${suite}>]==] list --ctest${quoted}
  WORKING_DIRECTORY ${directory} OUTPUT_VARIABLE scenarios ERROR_VARIABLE reason RESULT_VARIABLE result)
if(result STREQUAL \"0\")
  cmake_language(EVAL CODE \"\${scenarios}\")
else()
  add_test(${failure} sh -c [[printf '%s\\n' \"$@\" >&2; exit 1]] sh
    [==[$<TARGET_FILE:${suite}> list --ctest:]==] \"\${result}\" \"\${reason}\")
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${script})
endfunction()
