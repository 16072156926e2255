// Data races: two accesses to the same bytes, one of them a write, that nothing orders. Which accesses an access is
// compared with follows FastTrack (Flanagan and Freund, PLDI 2009): the last write, and the reads since then that are
// not ordered among themselves.
#define _GNU_SOURCE
#include "races.h"

#include <sys/mman.h>

#include "order.h"
#include "real.h"

enum { CELLS = 1 << 16, READS = 1 << 15, HEADS = 1 << 12, LINE_BITS = 6 };

// Of a longer range only the beginning is looked at.
static const size_t longest_range = 4096;

struct access {
  uint32_t time;   // in its thread's clock; 0: none
  uint32_t place;  // offset into the exercise's library; 0: elsewhere
  uint16_t thread;
  uint8_t kind;
  struct object *held[MAX_HELD];
};

struct read {
  struct access access;
  uint32_t next;
};

// Some of the eight bytes of a granule, which were always used together.
struct cell {
  uintptr_t granule;
  uint32_t next;   // of the same line of memory
  uint32_t reads;  // since the last write
  uint8_t bytes;
  struct access write;
};

// A process's own: what its memory held when it began cannot race with what it does.
static struct shadow {
  uint32_t cells_used, free_cell, reads_used, free_read;  // the first of each stands for none
  uint32_t heads[HEADS];                                  // by lines of memory, so that a range is few of them
  struct cell cells[CELLS];
  struct read reads[READS];
} *shadow;

void races_prepare(void) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  shadow = REAL(mmap)(NULL, sizeof *shadow, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (shadow == MAP_FAILED) shadow = NULL;
}

void races_begin_process(void) {
  if (shadow) madvise(shadow, sizeof *shadow, MADV_DONTNEED);
}

static uint32_t *head_of(uintptr_t line) { return &shadow->heads[line * 0x9E3779B97F4A7C15 >> 52]; }

static uint32_t take(uint32_t *free, uint32_t next_free, uint32_t *used, uint32_t most) {
  uint32_t index = *free;
  if (index)
    *free = next_free;
  else if (*used + 1 < most)
    index = ++*used;
  else
    engine.result->races_missed = true;
  return index;
}

static struct cell *add_cell(uintptr_t granule, uint8_t bytes) {
  uint32_t index = take(&shadow->free_cell, shadow->cells[shadow->free_cell].next, &shadow->cells_used, CELLS);
  if (!index) return NULL;
  uint32_t *head = head_of(granule >> (LINE_BITS - 3));
  shadow->cells[index] = (struct cell){.granule = granule, .next = *head, .bytes = bytes};
  *head = index;
  return &shadow->cells[index];
}

static struct read *add_read(struct cell *cell, const struct access *access) {
  uint32_t index = take(&shadow->free_read, shadow->reads[shadow->free_read].next, &shadow->reads_used, READS);
  if (!index) return NULL;
  shadow->reads[index] = (struct read){*access, cell->reads};
  cell->reads = index;
  return &shadow->reads[index];
}

static void drop_read(uint32_t *link) {
  uint32_t index = *link;
  *link = shadow->reads[index].next;
  shadow->reads[index].next = shadow->free_read;
  shadow->free_read = index;
}

static void drop_cell(uint32_t *link) {
  uint32_t index = *link;
  struct cell *cell = &shadow->cells[index];
  while (cell->reads) drop_read(&cell->reads);
  *link = cell->next;
  *cell = (struct cell){.next = shadow->free_cell};
  shadow->free_cell = index;
}

// ---- Comparing -------------------------------------------------------------------------------

static bool is_ordered(const struct access *earlier) {
  return earlier->time <= order_time(self, earlier->thread) || earlier->thread == self->number;
}

static struct interleave_race_access told(const struct access *access) {
  struct interleave_race_access told = {.offset = access->place, .thread = access->thread, .kind = access->kind};
  for (int i = 0; i < MAX_HELD && access->held[i]; i++) {
    bool again = false;
    for (int j = 0; j < i; j++) again |= access->held[j] == access->held[i];
    if (again) continue;
    number_object(access->held[i]);
    told.locks[told.lock_count++] = (struct interleave_lock){access->held[i]->number, access->held[i]->kind};
  }
  return told;
}

// The first race tells enough: those that follow are often its consequences.
static void compare(const struct access *earlier, const struct access *access) {
  if (!earlier->time || is_ordered(earlier) || engine.result->race.found) return;
  if (earlier->kind & access->kind & INTERLEAVE_ACCESS_ATOMIC) return;
  engine.result->race = (struct interleave_race){true, told(earlier), told(access)};
}

static void note_read(struct cell *cell, const struct access *access) {
  compare(&cell->write, access);
  uint32_t *link = &cell->reads;
  while (*link) {
    if (is_ordered(&shadow->reads[*link].access))
      drop_read(link);
    else
      link = &shadow->reads[*link].next;
  }
  add_read(cell, access);
}

static void note_write(struct cell *cell, const struct access *access) {
  compare(&cell->write, access);
  bool follows = cell->write.time == access->time && cell->write.thread == access->thread;
  while (cell->reads) {
    const struct access *read = &shadow->reads[cell->reads].access;
    follows &= read->thread == access->thread;
    compare(read, access);
    drop_read(&cell->reads);
  }
  // Nothing came between the thread's last write and this one: the first is the one to tell of.
  if (!follows || cell->write.kind & INTERLEAVE_ACCESS_ATOMIC) cell->write = *access;
}

static void note(struct cell *cell, const struct access *access) {
  if (access->kind & INTERLEAVE_ACCESS_WRITE)
    note_write(cell, access);
  else
    note_read(cell, access);
}

// Cuts the cell in two, so that one has `bytes` only.
static void split(struct cell *cell, uint8_t bytes) {
  struct cell *rest = add_cell(cell->granule, cell->bytes & ~bytes);
  if (!rest) return;
  rest->write = cell->write;
  for (uint32_t i = cell->reads; i; i = shadow->reads[i].next) add_read(rest, &shadow->reads[i].access);
  cell->bytes &= bytes;
}

static void note_granule(uintptr_t granule, uint8_t bytes, const struct access *access) {
  uint8_t missing = bytes;
  for (uint32_t i = *head_of(granule >> (LINE_BITS - 3)); i; i = shadow->cells[i].next) {
    struct cell *cell = &shadow->cells[i];
    if (cell->granule != granule || !(cell->bytes & bytes)) continue;
    if (cell->bytes & ~bytes) split(cell, bytes);
    note(cell, access);
    missing &= ~cell->bytes;
    if (!missing) return;
  }
  struct cell *cell = add_cell(granule, missing);
  if (cell) note(cell, access);
}

static bool is_watching(void) { return shadow && !engine.result->race.found && !engine.result->races_missed; }

void race_check(uintptr_t address, size_t size, uint8_t kind, uintptr_t caller) {
  if (!is_watching() || memory_is_shared((const void *)address)) return;
  if (self->initialising) {
    races_forget((const void *)address, size);
    return;
  }
  struct access access = {.time = order_time(self, self->number), .thread = (uint16_t)self->number, .kind = kind};
  uintptr_t place = caller - 1, base = engine.plan->library_base;
  if (place >= base && place < engine.plan->library_end) access.place = (uint32_t)(place - base);
  for (int i = 0; i < self->held_count; i++) access.held[i] = self->held[i];
  uintptr_t end = address + (size < longest_range ? size : longest_range);
  while (address < end) {
    uintptr_t granule = address >> 3, first = address & 7, last = end - (granule << 3);
    if (last > 8) last = 8;
    note_granule(granule, (uint8_t)((1u << last) - (1u << first)), &access);
    address = (granule + 1) << 3;
  }
}

// ---- Memory that becomes other memory --------------------------------------------------------

static void drop_within(uintptr_t line, uintptr_t start, uintptr_t end) {
  uint32_t *link = head_of(line);
  while (*link) {
    const struct cell *cell = &shadow->cells[*link];
    if (cell->granule >= start >> 3 && cell->granule << 3 < end)
      drop_cell(link);
    else
      link = &shadow->cells[*link].next;
  }
}

void races_forget(const void *address, size_t size) {
  if (!shadow || !shadow->cells_used || !size) return;
  uintptr_t start = (uintptr_t)address, end = start + size;
  uintptr_t first = start >> LINE_BITS, last = (end - 1) >> LINE_BITS;
  if (last - first < shadow->cells_used) {
    for (uintptr_t line = first; line <= last; line++) drop_within(line, start, end);
    return;
  }
  for (uint32_t i = 1; i <= shadow->cells_used; i++)
    if (shadow->cells[i].granule >= start >> 3 && shadow->cells[i].granule << 3 < end)
      drop_within(shadow->cells[i].granule >> (LINE_BITS - 3), start, end);
}
