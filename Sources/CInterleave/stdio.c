// Streams of the C library.
#define _GNU_SOURCE
#include <stdio.h>

#include <unistd.h>

#include "descriptors.h"
#include "real.h"

// Printing a value runs the exercise's code while the runtime holds the stream's lock, so a thread may be stopped
// there, and the others must wait under our control.
EXPORT void flockfile(FILE *stream) {
  if (!controlled()) {
    REAL(flockfile)(stream);
    return;
  }
  struct object *object = object_at(stream, INTERLEAVE_MUTEX);
  while (REAL(ftrylockfile)(stream) != 0) block(INTERLEAVE_LOCK, object, FOREVER, CALLER);
  object->owner = self;
  object->depth++;
}

EXPORT void funlockfile(FILE *stream) {
  REAL(funlockfile)(stream);
  if (!controlled()) return;
  struct object *object = object_at(stream, INTERLEAVE_MUTEX);
  if (object->depth > 0 && --object->depth > 0) return;
  object->owner = NULL;
  wake_all(object);
}

// ---- Over pipes and sockets ------------------------------------------------------------------

// A stream of the C library reads and writes inside it, where nothing of ours comes between. One that calls back does
// the same, but for `fileno`, which tells no descriptor of it.
static int descriptor_of(void *cookie) { return (int)(intptr_t)cookie; }

static ssize_t read_stream(void *cookie, char *buffer, size_t size) {
  return read(descriptor_of(cookie), buffer, size);
}

// The C library takes 0 for an error.
static ssize_t write_stream(void *cookie, const char *buffer, size_t size) {
  ssize_t written = write(descriptor_of(cookie), buffer, size);
  return written < 0 ? 0 : written;
}

static int close_stream(void *cookie) { return close(descriptor_of(cookie)); }

EXPORT FILE *fdopen(int descriptor, const char *mode) {
  if (!controlled() || !descriptor_object(descriptor)) return REAL(fdopen)(descriptor, mode);
  return fopencookie(
      (void *)(intptr_t)descriptor, mode,
      (cookie_io_functions_t){.read = read_stream, .write = write_stream, .close = close_stream});
}
