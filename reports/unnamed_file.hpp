// A temporary file that has no name, and is gone when it is closed.
#pragma once

#include <fcntl.h>

#include <cstdio>
#include <memory>

namespace ordeal::reports {

using UnnamedFile = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// nullptr where none can be made (errno says why). Programs that scenarios start do not inherit it.
inline UnnamedFile unnamed_file() {
  UnnamedFile file(std::tmpfile(), &std::fclose);
  if (file) fcntl(fileno(file.get()), F_SETFD, FD_CLOEXEC);
  return file;
}

}  // namespace ordeal::reports
