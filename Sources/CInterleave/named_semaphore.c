// Named semaphores. They live in the engine's own memory, not in the machine's file system: an
// execution finds none that an earlier one left.
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdarg.h>
#include <string.h>

#include "engine.h"
#include "real.h"

enum { NAMED = 256, NAME_BYTES = 256 };

// None is used twice: a closed one may still be open in another process.
static struct {
  sem_t semaphore;
  char name[NAME_BYTES];  // empty: unlinked
} named[NAMED];
static int count;

static void *fail(int error) {
  errno = error;
  return NULL;
}

static bool is_named(const sem_t *semaphore) {
  return (const char *)semaphore >= (const char *)named && (const char *)semaphore < (const char *)(named + count);
}

// Gives -1 when there is none.
static int find(const char *name) {
  for (int i = 0; i < count; i++)
    if (strcmp(named[i].name, name) == 0) return i;
  return -1;
}

// A name is one component of a path, after a slash.
static const char *component(const char *name) {
  while (*name == '/') name++;
  if (!*name || strchr(name, '/')) return fail(EINVAL);
  return strlen(name) < NAME_BYTES ? name : fail(ENAMETOOLONG);
}

static sem_t *open_named(const char *name, int flags, unsigned value, uintptr_t caller) {
  if (!(name = component(name))) return SEM_FAILED;
  int found = find(name);
  if (found >= 0) return flags & O_CREAT && flags & O_EXCL ? fail(EEXIST) : &named[found].semaphore;
  if (!(flags & O_CREAT)) return fail(ENOENT);
  if (count == NAMED) engine_unmodelled("more than 256 named semaphores", caller);
  if (sem_init(&named[count].semaphore, 1, value) != 0) return SEM_FAILED;
  strcpy(named[count].name, name);
  return &named[count++].semaphore;
}

EXPORT sem_t *sem_open(const char *name, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = va_arg(list, mode_t);
  unsigned value = va_arg(list, unsigned);
  va_end(list);
  return controlled() ? open_named(name, flags, value, CALLER) : REAL(sem_open)(name, flags, mode, value);
}

EXPORT int sem_close(sem_t *semaphore) { return is_named(semaphore) ? 0 : REAL(sem_close)(semaphore); }

EXPORT int sem_unlink(const char *name) {
  if (!controlled()) return REAL(sem_unlink)(name);
  if (!(name = component(name))) return -1;
  int found = find(name);
  if (found >= 0) *named[found].name = 0;
  if (found < 0) errno = ENOENT;
  return found < 0 ? -1 : 0;
}
