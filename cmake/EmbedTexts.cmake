# cmake -DNAME=canary_features -DROOT=… -DOUT=canaries.cpp "-DFILES=features/a.feature;…" -P EmbedTexts.cmake
# Writes a source that defines std::vector<run::Source> ordeal::NAME() with these files, named from ROOT.
string(CONCAT text
  "// Made by cmake/EmbedTexts.cmake.\n#include \"harness/run/features.hpp\"\n\nnamespace ordeal {\n\n"
  "std::vector<run::Source> ${NAME}();\n\nstd::vector<run::Source> ${NAME}() {\n  return {\n")
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} content)
  string(APPEND text "      {\"${file}\", R\"ordeal-text(${content})ordeal-text\"},\n")
endforeach()
file(WRITE ${OUT} "${text}  };\n}\n\n}  // namespace ordeal\n")
