// The memory that an execution allocates, at the same addresses in every run: what the process did before it was forked
// leaves other gaps in glibc's heap every time, and code that orders or hashes by address would go other ways.
#define _GNU_SOURCE
#include "heap.h"

#include <string.h>
#include <sys/mman.h>

#include "real.h"

// Size classes: multiples of 16 up to 1 KiB, then four for each doubling.
enum { UNIT = 16, SMALL_CLASSES = 64, CLASSES = SMALL_CLASSES + 4 * 30, GROWTH = 1 << 20 };

static const size_t largest = (size_t)1 << 39;
// Far from everything that the loader and the kernel place.
static char *const base = (char *)0x100000000000;

// Before every block that is given out.
struct header {
  char *start;  // of the whole block
  uint64_t class;
};

struct free_block {
  struct header header;
  struct free_block *next;
};

// Lies at the heap's beginning, so that every process has its own.
struct heap {
  char *unused, *end;
  struct free_block *free[CLASSES];
};

static struct heap *heap;

static unsigned class_of(size_t size) {
  if (size <= UNIT * SMALL_CLASSES) return (unsigned)((size + UNIT - 1) / UNIT) - 1;
  unsigned power = 63 - (unsigned)__builtin_clzll(size - 1);
  return SMALL_CLASSES + (power - 10) * 4 + (unsigned)((size - 1) >> (power - 2)) - 4;
}

static size_t size_of(unsigned class) {
  if (class < SMALL_CLASSES) return (size_t)(class + 1) * UNIT;
  unsigned step = class - SMALL_CLASSES;
  return (size_t)(step % 4 + 5) << (step / 4 + 8);
}

static bool grow(size_t size) {
  size = (size + GROWTH - 1) & ~(size_t)(GROWTH - 1);
  char *end = heap ? heap->end : base;
  void *more = REAL(mmap)(
      end, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (more != end) return false;
  if (!heap) {
    heap = (struct heap *)base;
    heap->unused = base + ((sizeof *heap + UNIT - 1) & ~(size_t)(UNIT - 1));
  }
  heap->end = end + size;
  return true;
}

void heap_begin(void) { grow(GROWTH); }

bool heap_exists(void) { return heap != NULL; }

bool heap_owns(const void *block) { return heap && (const char *)block >= base && (const char *)block < heap->end; }

// A block of the class; `fresh`: it holds zeros.
static char *take(unsigned class, bool *fresh) {
  struct free_block *block = heap->free[class];
  *fresh = !block;
  if (block) {
    heap->free[class] = block->next;
    return block->header.start;
  }
  size_t size = size_of(class);
  if (size > (size_t)(heap->end - heap->unused) && !grow(size)) return NULL;
  char *start = heap->unused;
  heap->unused += size;
  return start;
}

static struct header *header_of(const void *block) { return (struct header *)((char *)block - sizeof(struct header)); }

void *heap_allocate(size_t size, size_t alignment, bool zeroed) {
  if (size >= largest || alignment >= largest) return NULL;
  if (size < UNIT) size = UNIT;
  unsigned class = class_of(sizeof(struct header) + size + (alignment > UNIT ? alignment : 0));
  bool fresh;
  char *start = take(class, &fresh);
  if (!start) return NULL;
  char *block = start + sizeof(struct header);
  if (alignment > UNIT) block = (char *)(((uintptr_t)block + alignment - 1) & ~(alignment - 1));
  *header_of(block) = (struct header){start, class};
  if (zeroed && !fresh) memset(block, 0, size);
  return block;
}

size_t heap_size(const void *block) {
  const struct header *header = header_of(block);
  return size_of((unsigned)header->class) - (size_t)((const char *)block - header->start);
}

void heap_release(void *block) {
  struct header header = *header_of(block);
  struct free_block *freed = (struct free_block *)header.start;
  freed->header = header;
  freed->next = heap->free[header.class];
  heap->free[header.class] = freed;
}
