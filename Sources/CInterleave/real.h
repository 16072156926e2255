// The functions behind the ones that the engine replaces.
#pragma once

#include <dlfcn.h>

// Resolved at first use: other libraries call us before any constructor of ours has run.
#define REAL(name)                                        \
  ({                                                      \
    static void *real_slot;                               \
    if (!real_slot) real_slot = dlsym(RTLD_NEXT, #name);  \
    (__typeof__(&name))real_slot;                         \
  })

// For functions of which glibc has more than one version.
#define REAL_VERSION(name, version)                                   \
  ({                                                                  \
    static void *real_slot;                                           \
    if (!real_slot) real_slot = dlvsym(RTLD_NEXT, #name, version);    \
    (__typeof__(&name))real_slot;                                     \
  })
