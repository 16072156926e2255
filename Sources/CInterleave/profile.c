// Counts, in one execution, which thread used which object how often: what SURW weighs threads by.
#include "strategy.h"

enum { SLOTS = 2 * INTERLEAVE_MAX_USES };

// Indices and one; 0: free.
static uint16_t used_slots[SLOTS], use_slots[SLOTS];

static size_t slot_of(uint64_t key) { return (key * 0x9E3779B97F4A7C15 >> 32) & (SLOTS - 1); }

void profile_thread(const struct thread *thread) {
  struct interleave_profile *profile = &engine.result->profile;
  profile->creators[thread->number] = (uint16_t)(engine.running ? engine.running->number : 0);
  profile->thread_count = (uint32_t)thread->number + 1;
}

// What stands at the address; null when there is no room for more.
static struct interleave_used *used_at(uintptr_t address, uint16_t thread) {
  struct interleave_profile *profile = &engine.result->profile;
  size_t slot = slot_of(address);
  for (; used_slots[slot]; slot = (slot + 1) & (SLOTS - 1))
    if (profile->used[used_slots[slot] - 1].address == address) return &profile->used[used_slots[slot] - 1];
  if (profile->used_count == INTERLEAVE_MAX_USES) return NULL;
  struct interleave_used *used = &profile->used[profile->used_count++];
  *used = (struct interleave_used){.address = address, .first_thread = thread};
  used_slots[slot] = (uint16_t)profile->used_count;
  return used;
}

static void count_use(uint16_t used, uint16_t thread) {
  struct interleave_profile *profile = &engine.result->profile;
  size_t slot = slot_of((uint64_t)used << 16 | thread);
  for (; use_slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
    struct interleave_use *use = &profile->uses[use_slots[slot] - 1];
    if (use->used == used && use->thread == thread) {
      use->count++;
      return;
    }
  }
  if (profile->use_count == INTERLEAVE_MAX_USES) return;
  profile->uses[profile->use_count++] = (struct interleave_use){used, thread, 1};
  use_slots[slot] = (uint16_t)profile->use_count;
}

// Past the last that is kept nothing is counted: the sampling is less even then, not wrong.
void profile_step(const struct thread *thread) {
  uintptr_t address = identity(&thread->next);
  uint16_t number = (uint16_t)thread->number;
  struct interleave_used *used = address ? used_at(address, number) : NULL;
  if (!used) return;
  used->changed |= thread->next.writes || thread->next.object;
  used->shared |= used->first_thread != number;
  count_use((uint16_t)(used - engine.result->profile.used), number);
}
