// Files that tell something else in every run: randomness is fixed, and the system's state is not to be read.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "descriptors.h"
#include "real.h"

enum { RANDOM_BYTES = 1 << 16 };

// What stays the same while a program runs.
static const char *const constant[] = {"/proc/cpuinfo",      "/proc/filesystems", "/proc/mounts",  "/proc/self/cmdline",
                                       "/proc/self/environ", "/proc/self/exe",    "/proc/self/fd", "/proc/self/maps",
                                       "/proc/self/mount",   "/proc/sys/",        "/proc/version"};

static bool begins_with(const char *text, const char *beginning) {
  return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool tells_the_same(const char *path) {
  for (size_t i = 0; i < sizeof constant / sizeof *constant; i++)
    if (begins_with(path, constant[i])) return true;
  return false;
}

static int open_randomness(void) {
  static char bytes[RANDOM_BYTES];
  fill_randomly(bytes, sizeof bytes);
  int descriptor = memfd_create("random", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  if (REAL(write)(descriptor, bytes, sizeof bytes) != sizeof bytes) return -1;
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

// The descriptor of what stands for the file; -1: the file itself may be opened.
static int open_substitute(const char *path, uintptr_t caller) {
  if (!controlled()) return -1;
  if (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0) return open_randomness();
  if (!begins_with(path, "/proc/") || tells_the_same(path)) return -1;
  int status = from_dispatch(caller) ? open_thread_status(path) : -1;
  if (status >= 0) return status;
  char call[80];
  snprintf(call, sizeof call, "opening %s", path);
  engine_unmodelled(call, caller);
}

static int open_file(int folder, const char *path, int flags, mode_t mode, uintptr_t caller) {
  int substitute = open_substitute(path, caller);
  if (substitute >= 0) return substitute;
  unsigned *opened;
  struct object *fifo = controlled() ? fifo_object(folder, path, &opened) : NULL;
  if (fifo) return open_fifo(folder, path, flags, fifo, opened, caller);
  return (int)note_limit("open", REAL(openat)(folder, path, flags, mode));
}

#define OPEN(name, folder, ...)                                   \
  EXPORT int name(__VA_ARGS__ const char *path, int flags, ...) { \
    va_list list;                                                 \
    va_start(list, flags);                                        \
    mode_t mode = va_arg(list, mode_t);                           \
    va_end(list);                                                 \
    return open_file(folder, path, flags, mode, CALLER);          \
  }

#define OPEN_STREAM(name)                                                                \
  EXPORT FILE *name(const char *path, const char *mode) {                                \
    int substitute = open_substitute(path, CALLER);                                      \
    if (substitute >= 0) return REAL(fdopen)(substitute, mode);                          \
    unsigned *opened;                                                                    \
    if (controlled() && fifo_object(AT_FDCWD, path, &opened))                            \
      engine_unmodelled("opening a FIFO as a stream: `open` it, then `fdopen`", CALLER); \
    FILE *stream = REAL(name)(path, mode);                                               \
    note_limit("fopen", stream ? 0 : -1);                                                \
    return stream;                                                                       \
  }

OPEN(open, AT_FDCWD)
OPEN(open64, AT_FDCWD)
OPEN(openat, folder, int folder, )
OPEN(openat64, folder, int folder, )
OPEN_STREAM(fopen)
OPEN_STREAM(fopen64)
