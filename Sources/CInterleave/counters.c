// Counters that are descriptors: the exercise's are read and written like pipes, Dispatch's poke its event loop.
#define _GNU_SOURCE
#include <sys/eventfd.h>
#include <unistd.h>

#include "descriptors.h"
#include "real.h"
#include "timers.h"

EXPORT int eventfd(unsigned value, int flags) {
  int descriptor = (int)note_limit("eventfd", REAL(eventfd)(value, flags));
  if (controlled() && descriptor >= 0 && !from_dispatch(CALLER)) descriptor_counts(descriptor);
  return descriptor;
}

EXPORT int eventfd_read(int descriptor, eventfd_t *value) {
  if (!controlled() || !is_counter(descriptor)) return REAL(eventfd_read)(descriptor, value);
  return read(descriptor, value, sizeof *value) == sizeof *value ? 0 : -1;
}

EXPORT int eventfd_write(int descriptor, eventfd_t value) {
  if (controlled() && is_counter(descriptor)) return write(descriptor, &value, sizeof value) == sizeof value ? 0 : -1;
  int error = REAL(eventfd_write)(descriptor, value);
  if (controlled()) dispatch_loop_changed();
  return error;
}
