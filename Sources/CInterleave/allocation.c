// Memory that is given out: what was done to it before says nothing about it any longer. An allocation that fails ends
// the execution by name: the language's runtime would only trap.
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>

#include "races.h"

// glibc's own entry points: looking up the real ones would allocate.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static void *checked(void *block, size_t size) {
  if (!controlled()) return block;
  if (!block && size) engine_finish(INTERLEAVE_OUT_OF_MEMORY, NULL);
  races_forget(block, size);
  return block;
}

EXPORT void *malloc(size_t size) { return checked(__libc_malloc(size), size); }

EXPORT void *calloc(size_t count, size_t size) { return checked(__libc_calloc(count, size), count * size); }

EXPORT void *realloc(void *block, size_t size) { return checked(__libc_realloc(block, size), size); }

EXPORT void *memalign(size_t alignment, size_t size) { return checked(__libc_memalign(alignment, size), size); }

EXPORT void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

EXPORT int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) || alignment & (alignment - 1) || !alignment) return EINVAL;
  *block = memalign(alignment, size);
  return *block || !size ? 0 : ENOMEM;
}
