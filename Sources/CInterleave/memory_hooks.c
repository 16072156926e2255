// The calls that the compiler's thread-sanitizer pass puts before every access to memory.
#include <string.h>

#include "order.h"
#include "races.h"

// An access matters where another thread has used the memory too; when it happens, only while another lives.
static inline void access_as(const void *address, size_t size, uint8_t operation, uint8_t kind, uintptr_t caller) {
  if (!controlled()) return;
  bool writes = operation == INTERLEAVE_WRITE, shared = location_is_shared((uintptr_t)address) && engine.live_count > 1;
  if (!shared) observe_memory((uintptr_t)address, size, writes);
  if (engine.thread_count == 1) return;
  if (shared) {
    offer_choice((struct step){operation, writes, (uint32_t)size, (uintptr_t)address, NULL}, caller);
    record(operation, engine.plan->detailed ? location_at((uintptr_t)address) : NULL, NULL, caller);
  } else if (self->process->live_count > 1 || (uintptr_t)address >= engine.lowest_stack) {
    return;
  }
  race_check((uintptr_t)address, size, kind, caller);
}

static inline void access(const void *address, size_t size, uint8_t operation, uintptr_t caller) {
  access_as(address, size, operation, operation == INTERLEAVE_WRITE ? INTERLEAVE_ACCESS_WRITE : 0, caller);
}

void memory_access(const void *address, size_t size, bool writes, uintptr_t caller) {
  access(address, size, writes ? INTERLEAVE_WRITE : INTERLEAVE_READ, caller);
}

EXPORT void interleave_access(const void *address, size_t size, bool writes) {
  memory_access(address, size, writes, CALLER);
}

#define HOOKS(size)                                                                                       \
  EXPORT void __tsan_read##size(void *a) { access(a, size, INTERLEAVE_READ, CALLER); }                    \
  EXPORT void __tsan_write##size(void *a) { access(a, size, INTERLEAVE_WRITE, CALLER); }                  \
  EXPORT void __tsan_read_write##size(void *a) { access(a, size, INTERLEAVE_WRITE, CALLER); }             \
  EXPORT void __tsan_volatile_read##size(void *a) { access(a, size, INTERLEAVE_READ, CALLER); }           \
  EXPORT void __tsan_volatile_write##size(void *a) { access(a, size, INTERLEAVE_WRITE, CALLER); }         \
  EXPORT void __tsan_unaligned_read##size(void *a) { access(a, size, INTERLEAVE_READ, CALLER); }          \
  EXPORT void __tsan_unaligned_write##size(void *a) { access(a, size, INTERLEAVE_WRITE, CALLER); }        \
  EXPORT void __tsan_unaligned_read_write##size(void *a) { access(a, size, INTERLEAVE_WRITE, CALLER); }   \
  EXPORT void __tsan_unaligned_volatile_read##size(void *a) { access(a, size, INTERLEAVE_READ, CALLER); } \
  EXPORT void __tsan_unaligned_volatile_write##size(void *a) { access(a, size, INTERLEAVE_WRITE, CALLER); }

HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)
HOOKS(16)

EXPORT void __tsan_read_range(void *a, size_t size) { access(a, size, INTERLEAVE_READ, CALLER); }
EXPORT void __tsan_write_range(void *a, size_t size) { access(a, size, INTERLEAVE_WRITE, CALLER); }
EXPORT void __tsan_vptr_read(void **a) { access(a, sizeof *a, INTERLEAVE_READ, CALLER); }
EXPORT void __tsan_vptr_update(void **a, void *value) { access(a, sizeof *a, INTERLEAVE_WRITE, CALLER); }

EXPORT void *__tsan_memcpy(void *to, const void *from, size_t size) {
  access(from, size, INTERLEAVE_READ, CALLER);
  access(to, size, INTERLEAVE_WRITE, CALLER);
  return memcpy(to, from, size);
}

EXPORT void *__tsan_memmove(void *to, const void *from, size_t size) {
  access(from, size, INTERLEAVE_READ, CALLER);
  access(to, size, INTERLEAVE_WRITE, CALLER);
  return memmove(to, from, size);
}

EXPORT void *__tsan_memset(void *to, int value, size_t size) {
  access(to, size, INTERLEAVE_WRITE, CALLER);
  return memset(to, value, size);
}

// ---- Swift: accesses that the compiler reports by value ---------------------------------------

static void *const in_place = (void *)1;  // the tag of a variable that is handed over to be changed

EXPORT void *__tsan_external_register_tag(const char *type) { return (void *)type; }
EXPORT void __tsan_external_assign_tag(void *address, void *tag) {}
EXPORT void __tsan_external_read(void *address, void *caller, void *tag) {
  access(address, 1, INTERLEAVE_READ, CALLER);
}
EXPORT void __tsan_external_write(void *address, void *caller, void *tag) {
  uint8_t exclusive = tag == in_place ? INTERLEAVE_ACCESS_EXCLUSIVE : 0;
  access_as(address, 1, INTERLEAVE_WRITE, INTERLEAVE_ACCESS_WRITE | exclusive, CALLER);
}

// ---- Functions, and marks that say nothing about scheduling ------------------------------------

EXPORT void __tsan_func_entry(void *caller) {
  if (controlled() && self->depth++ == self->library_depth) order_acquire_dispatch();
}

EXPORT void __tsan_func_exit(void) {
  if (controlled() && --self->depth == self->library_depth) order_release_dispatch();
}

static bool hooked;

bool memory_is_hooked(void) { return hooked; }

EXPORT void __tsan_init(void) { hooked = true; }

EXPORT void __tsan_acquire(void *address) {
  if (controlled()) order_acquire_at(address);
}

EXPORT void __tsan_release(void *address) {
  if (controlled()) order_release_at(address);
}
