// Compiled for its header alone: see Precompiled.cmake.
