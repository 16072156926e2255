// The functions behind the ones that the engine replaces.
#pragma once

#include <dlfcn.h>

// One place that calls a real function. All lie in one section, so that the target finds them
// before it forks, and no execution has to.
struct real_function {
  const char *name, *version;
  void *address;
};

// Finds every real function that is used anywhere.
void real_functions_find(void);
void *real_function_find(struct real_function *function);

// For functions of which glibc has more than one version. Found at first use at the latest:
// other libraries call us before any constructor of ours has run.
#define REAL_VERSION(name, version)                                                                                   \
  ({                                                                                                                  \
    static struct real_function real_function __attribute__((section("real_functions"), used)) = {#name, version, 0}; \
    (__typeof__(&name))(real_function.address ? real_function.address : real_function_find(&real_function));          \
  })
#define REAL(name) REAL_VERSION(name, 0)
