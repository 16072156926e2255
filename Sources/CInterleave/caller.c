// Tells who called: the exercise, a library on its behalf, or the language's runtime.
#define _GNU_SOURCE
#include <link.h>
#include <string.h>
#include <unwind.h>

#include "engine.h"

enum { MAX_RANGES = 32 };

struct range {
  uintptr_t start, end;
};

// The runtime's own locks say nothing about the exercise: waiting for them is modelled, but no choice is offered there.
static const char *const runtime_libraries[] = {"libswiftCore", "libc.so",  "ld-linux",
                                                "libstdc++",    "libgcc_s", "libm.so"};
static struct range runtime[MAX_RANGES];
static int runtime_count;
static struct range dispatch;
// CPython's code: a library of its own or the program itself.
static struct range interpreter;

static int note_library(struct dl_phdr_info *info, size_t size, void *unused) {
  const char *slash = strrchr(info->dlpi_name, '/');
  const char *name = slash ? slash + 1 : info->dlpi_name;
  struct range code = {UINTPTR_MAX, 0};
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
    uintptr_t start = info->dlpi_addr + segment->p_vaddr;
    if (start < code.start) code.start = start;
    if (start + segment->p_memsz > code.end) code.end = start + segment->p_memsz;
  }
  for (size_t i = 0; i < sizeof runtime_libraries / sizeof *runtime_libraries; i++)
    if (strncmp(name, runtime_libraries[i], strlen(runtime_libraries[i])) == 0 && runtime_count < MAX_RANGES)
      runtime[runtime_count++] = code;
  if (strncmp(name, "libdispatch", strlen("libdispatch")) == 0) dispatch = code;
  bool is_program = !*name && strncmp(program_invocation_short_name, "python", strlen("python")) == 0;
  if (is_program || strncmp(name, "libpython", strlen("libpython")) == 0) interpreter = code;
  return 0;
}

static int count_opened(struct dl_phdr_info *info, size_t size, void *opened) {
  *(unsigned long long *)opened = info->dlpi_adds;
  return 1;
}

void callers_find(void) {
  static unsigned long long known;
  unsigned long long opened = 0;
  dl_iterate_phdr(count_opened, &opened);
  if (opened == known) return;
  known = opened;
  runtime_count = 0;
  dl_iterate_phdr(note_library, NULL);
}

static bool within(uintptr_t address, struct range range) { return address >= range.start && address < range.end; }

bool from_runtime(uintptr_t caller) {
  for (int i = 0; i < runtime_count; i++)
    if (within(caller, runtime[i])) return true;
  return false;
}

bool from_interpreter(uintptr_t caller) { return within(caller, interpreter); }

// The interpreter lets one thread run by a mutex and conditions; its scripts' locks are semaphores, which its imports
// use too.
static bool is_interpreters(const struct object *object, uintptr_t caller) {
  if (!object || !from_interpreter(caller)) return false;
  return object->kind == INTERLEAVE_MUTEX || object->kind == INTERLEAVE_CONDITION || engine.live_count == 1;
}

bool is_internal(const struct object *object, uintptr_t caller) {
  return from_runtime(caller) || is_interpreters(object, caller);
}

bool from_dispatch(uintptr_t caller) { return within(caller, dispatch); }

// The register that holds the frame pointer, by the numbers of the debugging format.
#if defined(__x86_64__)
enum { FRAME_POINTER = 6 };
#elif defined(__aarch64__)
enum { FRAME_POINTER = 29 };
#endif

struct walk {
  struct range exercise;
  uintptr_t found;
  uintptr_t frame;  // the frame pointer of the last frame that was reached
};

static _Unwind_Reason_Code stop_in_exercise(struct _Unwind_Context *context, void *argument) {
  struct walk *walk = argument;
  uintptr_t address = _Unwind_GetIP(context);
  walk->frame = (uintptr_t)_Unwind_GetGR(context, FRAME_POINTER);
  if (!within(address, walk->exercise)) return _URC_NO_REASON;
  walk->found = address;
  return _URC_END_OF_STACK;
}

// Some functions of Dispatch's Swift side have no unwinding tables, but frame pointers like all Swift code.
static void follow_frame_pointers(struct walk *walk, const struct thread *thread) {
  uintptr_t frame = walk->frame;
  while (!walk->found && frame >= thread->stack_low && frame + 2 * sizeof frame <= thread->stack_high &&
         frame % 8 == 0) {
    uintptr_t next = ((uintptr_t *)frame)[0], address = ((uintptr_t *)frame)[1];
    if (within(address, walk->exercise)) walk->found = address;
    if (next <= frame) break;
    frame = next;
  }
}

uintptr_t exercise_offset(uintptr_t caller) {
  struct walk walk = {.exercise = {engine.plan->library_base, engine.plan->library_end}};
  if (within(caller, walk.exercise)) return caller - 1 - walk.exercise.start;
  // The unwinder takes locks of its own: they are no part of the execution.
  struct thread *me = self;
  self = NULL;
  _Unwind_Backtrace(stop_in_exercise, &walk);
  self = me;
  if (!walk.found) follow_frame_pointers(&walk, me);
  // A return address is behind its call.
  return walk.found ? walk.found - 1 - walk.exercise.start : 0;
}

// ---- For the target --------------------------------------------------------------------------

struct extent {
  uintptr_t address;
  struct range range;
};

static int find_library(struct dl_phdr_info *info, size_t size, void *context) {
  struct extent *extent = context;
  struct range range = {info->dlpi_addr, info->dlpi_addr};
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t end = info->dlpi_addr + segment->p_vaddr + segment->p_memsz;
    if (segment->p_type == PT_LOAD && end > range.end) range.end = end;
  }
  if (!within(extent->address, range)) return 0;
  extent->range = range;
  caches_find(*info->dlpi_name ? info->dlpi_name : "/proc/self/exe", info->dlpi_addr);
  return 1;
}

EXPORT bool interleave_library_extent(const void *address, uintptr_t *base, uintptr_t *end) {
  struct extent extent = {.address = (uintptr_t)address};
  if (!dl_iterate_phdr(find_library, &extent)) return false;
  *base = extent.range.start;
  *end = extent.range.end;
  return true;
}
