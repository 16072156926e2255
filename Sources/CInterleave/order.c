// What comes before what: vector clocks of threads, and of the objects and addresses that order them (Fidge 1988,
// Mattern 1989). One number a thread says how far into that thread's work everything has happened before.
#define _GNU_SOURCE
#include "order.h"

#include <string.h>
#include <sys/mman.h>

#include "real.h"

// Numbers of all clocks, in blocks of powers of two. Shared by the processes of an execution, and by one execution
// after another: a block is cleared when it is taken.
enum { NUMBERS = 1 << 22, SMALLEST = 3, SIZES = 8 };

static uint32_t *numbers;
static uint32_t numbers_used;
static uint32_t free_blocks[SIZES];  // by size; a free block begins with the next one

void order_prepare(void) {
  numbers = REAL(mmap)(NULL, NUMBERS * sizeof *numbers, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (numbers == MAP_FAILED) numbers = NULL;
}

// Once there is no room for more, nothing can be said about order any longer.
static void lose(void) { engine.result->races_missed = true; }

static bool is_known(void) { return !engine.result->races_missed; }

static uint32_t *take(int size) {
  uint32_t block = free_blocks[size], length = 1u << (size + SMALLEST);
  if (block) {
    free_blocks[size] = numbers[block];
  } else {
    // 0 stands for no block.
    block = numbers_used ? numbers_used : 1;
    if (!numbers || block + length > NUMBERS) return NULL;
    numbers_used = block + length;
  }
  memset(&numbers[block], 0, length * sizeof *numbers);
  return &numbers[block];
}

static void clear(struct clock *clock) {
  if (clock->block) {
    int size = clock->size;
    numbers[clock->block] = free_blocks[size];
    free_blocks[size] = clock->block;
  }
  *clock = (struct clock){0};
}

// Makes room for the numbers of `count` threads.
static bool grow(struct clock *clock, int count) {
  if (clock->block && count <= 1 << (clock->size + SMALLEST)) {
    if (count > clock->count) clock->count = (uint16_t)count;
    return true;
  }
  int size = 0;
  while (1 << (size + SMALLEST) < count) size++;
  uint32_t *block = take(size);
  if (!block) {
    lose();
    return false;
  }
  if (clock->block) memcpy(block, &numbers[clock->block], clock->count * sizeof *block);
  clear(clock);
  *clock = (struct clock){(uint32_t)(block - numbers), (uint16_t)count, (uint8_t)size};
  return true;
}

static void join(struct clock *to, const struct clock *from) {
  if (!from->block || !grow(to, from->count)) return;
  uint32_t *target = &numbers[to->block];
  const uint32_t *source = &numbers[from->block];
  for (int i = 0; i < from->count; i++)
    if (source[i] > target[i]) target[i] = source[i];
}

uint32_t order_time(const struct thread *thread, int of) {
  return thread->clock.block && of < thread->clock.count ? numbers[thread->clock.block + (uint32_t)of] : 0;
}

// ---- Threads ---------------------------------------------------------------------------------

// What the calling thread does from here on is not yet ordered before anything.
static void tick(void) { numbers[self->clock.block + (uint32_t)self->number]++; }

void order_thread(struct thread *thread) {
  if (self && is_known()) {
    join(&thread->clock, &self->clock);
    tick();
  }
  if (grow(&thread->clock, thread->number + 1)) numbers[thread->clock.block + (uint32_t)thread->number] = 1;
}

// A thread that has always been alone orders nothing; without hooks nobody asks.
static bool orders(void) { return engine.thread_count > 1 && memory_is_hooked() && is_known(); }

static void release(struct clock *clock) {
  join(clock, &self->clock);
  if (is_known()) tick();
}

void order_release(struct object *object) {
  if (orders()) release(&object->order);
}

void order_acquire(struct object *object) {
  if (orders()) join(&self->clock, &object->order);
}

void order_release_to_all(void) {
  if (!orders()) return;
  for (int i = 0; i < engine.thread_count; i++)
    if (engine.threads[i] != self) join(&engine.threads[i]->clock, &self->clock);
  if (is_known()) tick();
}

void order_acquire_from_all(void) {
  if (!orders()) return;
  for (int i = 0; i < engine.thread_count; i++) {
    const struct thread *thread = engine.threads[i];
    if (thread == self) continue;
    join(&self->clock, &thread->clock);
    numbers[thread->clock.block + (uint32_t)thread->number]++;
  }
}

void order_forget(struct object *object) {
  clear(&object->order);
  clear(&object->readers);
}

// ---- Locks -----------------------------------------------------------------------------------

// Keeps the first few that the thread holds, for whoever reads of a race.
static void hold(struct object *object) {
  if (self->held_count < MAX_HELD) self->held[self->held_count++] = object;
}

static void let_go(const struct object *object) {
  for (int i = self->held_count - 1; i >= 0; i--) {
    if (self->held[i] != object) continue;
    self->held_count--;
    for (; i < self->held_count; i++) self->held[i] = self->held[i + 1];
    self->held[i] = NULL;
    return;
  }
}

void order_lock(struct object *object, bool shared) {
  hold(object);
  if (!orders()) return;
  join(&self->clock, &object->order);
  // Readers are not ordered among themselves.
  if (!shared) join(&self->clock, &object->readers);
}

void order_unlock(struct object *object, bool shared) {
  let_go(object);
  if (orders()) release(shared ? &object->readers : &object->order);
}

// ---- Addresses: atomic variables and counts of references ------------------------------------

enum { PLACES = 1 << 13, HEADS = 1 << 11 };

static struct place {
  const void *address;
  uint32_t scope;
  uint16_t next;
  struct clock clock;
} places[PLACES];  // the first stands for none
static uint16_t heads[HEADS];
static uint16_t places_used, free_place;

// The link to the address's place, or to the end of its list.
static uint16_t *find(const void *address, uint32_t scope) {
  uint16_t *link = &heads[(((uintptr_t)address >> 2) + scope) * 0x9E3779B97F4A7C15 >> 53];
  while (*link && (places[*link].address != address || places[*link].scope != scope)) link = &places[*link].next;
  return link;
}

static struct clock *clock_at(const void *address) {
  uint32_t scope = scope_of(&address);
  uint16_t *link = find(address, scope);
  if (*link) return &places[*link].clock;
  uint16_t index = free_place;
  if (index)
    free_place = places[index].next;
  else if (places_used + 1 < PLACES)
    index = ++places_used;
  else
    return NULL;
  places[index] = (struct place){.address = address, .scope = scope};
  *link = index;
  return &places[index].clock;
}

void order_release_at(const void *address) {
  if (!orders()) return;
  struct clock *clock = clock_at(address);
  if (clock)
    release(clock);
  else
    lose();
}

void order_acquire_at(const void *address) {
  if (!orders()) return;
  uint32_t scope = scope_of(&address);
  uint16_t index = *find(address, scope);
  if (index) join(&self->clock, &places[index].clock);
}

void order_forget_at(const void *address) {
  if (!orders()) return;
  uint32_t scope = scope_of(&address);
  uint16_t *link = find(address, scope), index = *link;
  if (!index) return;
  *link = places[index].next;
  clear(&places[index].clock);
  places[index].next = free_place;
  free_place = index;
}
