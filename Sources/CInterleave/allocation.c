// Allocation: an execution's from its own heap, others from glibc's. One that fails ends the execution by name: the
// language's runtime would only trap.
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "heap.h"
#include "real.h"

// glibc's own entry points: looking up the real ones would allocate.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

enum { ALIGNMENT = 16 };

static bool from_heap(void) { return controlled() && heap_exists(); }

static void *checked(void *block, size_t size) {
  if (!block && size && controlled()) engine_finish(INTERLEAVE_OUT_OF_MEMORY, NULL);
  return block;
}

EXPORT void *malloc(size_t size) {
  return checked(from_heap() ? heap_allocate(size, ALIGNMENT, false) : __libc_malloc(size), size);
}

EXPORT void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) bytes = SIZE_MAX;
  return checked(from_heap() ? heap_allocate(bytes, ALIGNMENT, true) : __libc_calloc(count, size), bytes);
}

EXPORT void free(void *block) {
  if (heap_owns(block))
    heap_release(block);
  else
    __libc_free(block);
}

EXPORT size_t malloc_usable_size(void *block) {
  return heap_owns(block) ? heap_size(block) : REAL(malloc_usable_size)(block);
}

EXPORT void *realloc(void *block, size_t size) {
  if (!heap_owns(block) && !from_heap()) return checked(__libc_realloc(block, size), size);
  if (!block) return malloc(size);
  size_t room = malloc_usable_size(block);
  if (size == 0) {
    free(block);
    return NULL;
  }
  if (heap_owns(block) && size <= room && size >= room / 2) return block;
  void *moved = malloc(size);
  if (!moved) return NULL;
  memcpy(moved, block, size < room ? size : room);
  free(block);
  return moved;
}

EXPORT void *reallocarray(void *block, size_t count, size_t size) {
  size_t bytes;
  if (!__builtin_mul_overflow(count, size, &bytes)) return realloc(block, bytes);
  errno = ENOMEM;
  return NULL;
}

EXPORT void *memalign(size_t alignment, size_t size) {
  return checked(from_heap() ? heap_allocate(size, alignment, false) : __libc_memalign(alignment, size), size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

EXPORT int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) || alignment & (alignment - 1) || !alignment) return EINVAL;
  *block = memalign(alignment, size);
  return *block || !size ? 0 : ENOMEM;
}
