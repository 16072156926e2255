// Memory that processes share: what lies there is the same object for all of them, wherever each has mapped it.
// What lies elsewhere has the same address in a process and in its children, and is each one's own.
#define _GNU_SOURCE
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "engine.h"
#include "races.h"
#include "real.h"

enum { MAX_MAPPINGS = 1 << 10, MAX_MEMORIES = 1 << 9 };

// A file, or memory without one.
struct memory {
  dev_t device;
  ino_t file;
};

struct mapping {
  uintptr_t start, end;
  uint64_t offset;  // into the memory
  int memory;
  const struct process *process;
};

static struct mapping mappings[MAX_MAPPINGS];
static int mapping_count;
static struct memory memories[MAX_MEMORIES];
static int memory_count;

static int memory_of(int descriptor, uintptr_t caller) {
  struct stat file = {0};
  bool anonymous = descriptor < 0 || fstat(descriptor, &file) != 0;
  for (int i = 0; !anonymous && i < memory_count; i++)
    if (memories[i].device == file.st_dev && memories[i].file == file.st_ino) return i;
  if (memory_count == MAX_MEMORIES) engine_unmodelled("more than 512 shared memories", caller);
  memories[memory_count] = (struct memory){file.st_dev, file.st_ino};
  return memory_count++;
}

static void add(struct mapping mapping) {
  if (mapping_count == MAX_MAPPINGS) engine_unmodelled("more than 1024 mappings of shared memory", 0);
  mappings[mapping_count++] = mapping;
}

void shared_memory_note(const void *address, size_t size, int descriptor, uint64_t offset, uintptr_t caller) {
  uintptr_t start = (uintptr_t)address;
  add((struct mapping){start, start + size, offset, memory_of(descriptor, caller), self->process});
}

// Takes a range out of the process's mappings.
static void unmap(const struct process *process, uintptr_t start, uintptr_t end) {
  for (int i = mapping_count - 1; i >= 0; i--) {
    struct mapping old = mappings[i], after = old;
    if (old.process != process || old.end <= start || old.start >= end) continue;
    mappings[i] = mappings[--mapping_count];
    after.offset += end - old.start;
    after.start = end;
    if (old.end > end) add(after);
    old.end = start;
    if (old.start < start) add(old);
  }
}

void shared_memory_forget(const struct process *process) { unmap(process, 0, UINTPTR_MAX); }

void shared_memory_copy(const struct process *from, const struct process *to) {
  for (int i = 0, count = mapping_count; i < count; i++) {
    struct mapping mapping = mappings[i];
    if (mapping.process != from) continue;
    mapping.process = to;
    add(mapping);
  }
}

static const struct mapping *mapping_at(uintptr_t address) {
  for (int i = 0; i < mapping_count; i++)
    if (address >= mappings[i].start && address < mappings[i].end && mappings[i].process == self->process)
      return &mappings[i];
  return NULL;
}

bool memory_is_shared(const void *address) { return mapping_count > 0 && mapping_at((uintptr_t)address); }

uint32_t scope_of(const void **address) {
  if (!self || is_engine_memory(*address)) return 0;
  const struct mapping *mapping = mapping_count ? mapping_at((uintptr_t)*address) : NULL;
  if (!mapping) return (uint32_t)self->process->number;
  *address = (const void *)((uintptr_t)*address - mapping->start + mapping->offset);
  return INTERLEAVE_MAX_PROCESSES + (uint32_t)mapping->memory;
}

// ---- The calls that map ----------------------------------------------------------------------

static void note(void *address, size_t size, int flags, int descriptor, off_t offset, uintptr_t caller) {
  if (!controlled() || address == MAP_FAILED) return;
  if (flags & MAP_FIXED) unmap(self->process, (uintptr_t)address, (uintptr_t)address + size);
  // Shared with validation has the bits of both kinds.
  if (flags & MAP_SHARED)
    shared_memory_note(address, size, flags & MAP_ANONYMOUS ? -1 : descriptor, (uint64_t)offset, caller);
}

EXPORT void *mmap(void *hint, size_t size, int protection, int flags, int descriptor, off_t offset) {
  void *address = REAL(mmap)(hint, size, protection, flags, descriptor, offset);
  note(address, size, flags, descriptor, offset, CALLER);
  return address;
}

EXPORT void *mmap64(void *hint, size_t size, int protection, int flags, int descriptor, off64_t offset) {
  void *address = REAL(mmap64)(hint, size, protection, flags, descriptor, offset);
  note(address, size, flags, descriptor, offset, CALLER);
  return address;
}

EXPORT int munmap(void *address, size_t size) {
  int error = REAL(munmap)(address, size);
  if (controlled() && error == 0) races_forget(address, size);
  if (controlled() && error == 0 && mapping_count) unmap(self->process, (uintptr_t)address, (uintptr_t)address + size);
  return error;
}

EXPORT void *mremap(void *address, size_t size, size_t new_size, int flags, ...) {
  va_list list;
  va_start(list, flags);
  void *wanted = va_arg(list, void *);
  va_end(list);
  if (controlled() && memory_is_shared(address)) engine_unmodelled("mremap of shared memory", CALLER);
  return REAL(mremap)(address, size, new_size, flags, wanted);
}
