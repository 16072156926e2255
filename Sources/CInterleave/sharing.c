// The engine's memory, shared by the processes of an execution once there are several.
//
// Every static variable of the engine is state of the one execution, or the same in all its processes. So at the first
// fork the whole writable part of this library becomes shared memory at the same address: nothing has to be marked,
// and executions without processes pay nothing. What a process has of its own is thread-local, or mapped apart.
#define _GNU_SOURCE
#include <limits.h>
#include <link.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

static uintptr_t page, start, end;

// The loader keeps what it relocates read-only; the rest of the segment, in whole pages, is ours to share.
static int note_segment(struct dl_phdr_info *info, size_t size, void *unused) {
  uintptr_t low = 0, high = 0, read_only = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t first = info->dlpi_addr + segment->p_vaddr, last = first + segment->p_memsz;
    if (segment->p_type == PT_GNU_RELRO) read_only = last;
    if (segment->p_type != PT_LOAD || (uintptr_t)&engine < first || (uintptr_t)&engine >= last) continue;
    low = first;
    high = last;
  }
  if (!high) return 0;
  if (read_only > low && read_only < high) low = read_only;
  start = low & ~(page - 1);
  end = (high + page - 1) & ~(page - 1);
  return 1;
}

void sharing_prepare(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(note_segment, NULL);
}

bool is_engine_memory(const void *address) { return (uintptr_t)address >= start && (uintptr_t)address < end; }

static bool is_zero(const char *bytes) { return bytes[0] == 0 && memcmp(bytes, bytes + 1, page - 1) == 0; }

void share_engine(void) {
  if (engine.shared) return;
  size_t size = end - start;
  char *copy = REAL(mmap)(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (copy == MAP_FAILED) engine_finish(INTERLEAVE_OUT_OF_MEMORY, NULL);
  engine.shared = true;
  for (uintptr_t offset = 0; offset < size; offset += page)
    if (!is_zero((const char *)start + offset)) memcpy(copy + offset, (const char *)start + offset, page);
  // Parked threads must wait for the shared word. The value they wait with changes with the memory, so a thread that
  // is only about to park finds the new one, and those that sleep are woken once.
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = (struct thread *)(copy + ((uintptr_t)engine.threads[i] - start));
    if (thread->turn == PARKED) thread->turn = PARKED_SHARED;
  }
  if (REAL(mremap)(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, start) == MAP_FAILED)
    engine_finish(INTERLEAVE_OUT_OF_MEMORY, NULL);
  for (int i = 0; i < engine.thread_count; i++)
    REAL(syscall)(SYS_futex, &engine.threads[i]->turn, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}
