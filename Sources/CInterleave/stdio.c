// The lock of a stream. Printing a value runs the exercise's code while the runtime holds it,
// so a thread may be stopped there, and the others must wait under our control.
#define _GNU_SOURCE
#include <stdio.h>

#include "engine.h"
#include "real.h"

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
