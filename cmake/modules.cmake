# armature_module(<name> [USES <module>...] [LIBS <target>...] [APART <file>...])
# A module is the folder src/<name>: every .cpp in it, one static library armature_<name>.
# USES are the modules it may include; LIBS stay private to its .cpp files unless they are base's.
# APART are files whose local names clash with a neighbour's where CMAKE_UNITY_BUILD compiles several at once.
function(armature_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False alarms of its optimiser: "text" + std::string as an overlapping copy (GCC bug 105651), values in an
    # optional or expected that are not there as uninitialised (GCC bug 80635). And a moved-from optional or
    # expected is taken for an uninitialised one. Both come back with a newer compiler, and clang-tidy looks for the latter.
    target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-Wno-restrict -Wno-maybe-uninitialized>)
  endif()
  if(ARMATURE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
endfunction()

function(armature_module name)
  cmake_parse_arguments(ARG "" "" "USES;LIBS;APART" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  set(target armature_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    armature_compile_options(${target})
    list(TRANSFORM ARG_APART PREPEND ${PROJECT_SOURCE_DIR}/src/${name}/ OUTPUT_VARIABLE apart)
    set_source_files_properties(${apart} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    if(name STREQUAL base)
      target_link_libraries(${target} PUBLIC ${ARG_LIBS})
    else()
      target_link_libraries(${target} PRIVATE ${ARG_LIBS})
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${target} INTERFACE ${ARG_LIBS})
  endif()
  list(TRANSFORM ARG_USES PREPEND armature_ OUTPUT_VARIABLE uses)
  target_link_libraries(${target} ${scope} ${uses})
endfunction()
