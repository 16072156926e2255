// Finds the functions that the engine replaces, without allocating.
#define _GNU_SOURCE
#include "real.h"

extern struct real_function __start_real_functions[], __stop_real_functions[];

void *real_function_find(struct real_function *function) {
  function->address =
      function->version ? dlvsym(RTLD_NEXT, function->name, function->version) : dlsym(RTLD_NEXT, function->name);
  return function->address;
}

void real_functions_find(void) {
  for (struct real_function *function = __start_real_functions; function < __stop_real_functions; function++)
    if (!function->address) real_function_find(function);
}
