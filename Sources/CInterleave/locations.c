// Memory: where the order of accesses can matter, and which accesses meet at one place.
#include "engine.h"

enum { SLOTS = 1 << 10, PROBES = 8 };

static uintptr_t borrowed[SLOTS];  // granules of eight bytes in some thread's stack, used by another

// Finds the granule's slot; null when its neighbourhood is crowded.
static uintptr_t *slot_of(uintptr_t granule) {
  size_t slot = granule * 0x9E3779B97F4A7C15 >> 54;
  for (int i = 0; i < PROBES; i++) {
    uintptr_t *candidate = &borrowed[(slot + i) & (SLOTS - 1)];
    if (*candidate == granule || *candidate == 0) return candidate;
  }
  return NULL;
}

static bool is_in_stack_of(const struct thread *thread, uintptr_t address) {
  return address >= thread->stack_low && address < thread->stack_high;
}

// All memory counts but a thread's own stack, and even that once another thread has used it, as
// closures that do not escape do.
bool location_is_shared(uintptr_t address) {
  // A thread that is alone in its process shares with others what processes share.
  if (self->process->live_count == 1) return memory_is_shared((const void *)address);
  if (address < engine.lowest_stack) return true;
  uintptr_t granule = address >> 3;
  if (is_in_stack_of(self, address)) {
    uintptr_t *slot = slot_of(granule);
    return !slot || *slot == granule;
  }
  for (int i = 0; i < engine.thread_count; i++)
    if (engine.threads[i]->process == self->process && is_in_stack_of(engine.threads[i], address)) {
      uintptr_t *slot = slot_of(granule);
      if (slot) *slot = granule;
      break;
    }
  return true;
}

// ---- Names, for a reader of the trace --------------------------------------------------------

enum { NAMED = 1 << 12 };

static struct object named[NAMED];

struct object *location_at(uintptr_t address) {
  const void *granule = (const void *)(address & ~(uintptr_t)7);
  uint32_t scope = scope_of(&granule);
  size_t slot = (((uintptr_t)granule >> 3) + scope) * 0x9E3779B97F4A7C15 >> 52;
  for (int i = 0; i < PROBES; i++) {
    struct object *object = &named[(slot + (size_t)i) & (NAMED - 1)];
    if (!object->kind) *object = (struct object){.address = granule, .scope = scope, .kind = INTERLEAVE_LOCATION};
    if (object->address == granule && object->scope == scope) return object;
  }
  return NULL;
}
