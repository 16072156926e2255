// The environment: libraries change it without a lock that others' reading respects, so its use is an access to memory
// like any other, where races are looked for.
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

static void use(bool changes, uintptr_t caller) {
  if (controlled() && !from_runtime(caller)) memory_access(&environ, sizeof environ, changes, caller);
}

EXPORT char *getenv(const char *name) {
  use(false, CALLER);
  return REAL(getenv)(name);
}

EXPORT char *secure_getenv(const char *name) {
  use(false, CALLER);
  return REAL(secure_getenv)(name);
}

EXPORT int setenv(const char *name, const char *value, int replace) {
  use(true, CALLER);
  return REAL(setenv)(name, value, replace);
}

EXPORT int unsetenv(const char *name) {
  use(true, CALLER);
  return REAL(unsetenv)(name);
}

EXPORT int putenv(char *text) {
  use(true, CALLER);
  return REAL(putenv)(text);
}

EXPORT int clearenv(void) {
  use(true, CALLER);
  return REAL(clearenv)();
}
