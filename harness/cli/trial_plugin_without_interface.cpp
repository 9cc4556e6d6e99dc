// A shared library that has nothing to do with us.
int answer() {
  return 42;
}
