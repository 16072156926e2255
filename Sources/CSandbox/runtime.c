// The package's linker driver adds Swift's start-up object to every executable. It needs these two
// functions; answering them here keeps the Swift runtime out of the launcher, which has no Swift.

void swift_addNewDSOImage(const void *sections) {}

int _swift_backtrace_isThunkFunction(const char *name) { return 0; }
