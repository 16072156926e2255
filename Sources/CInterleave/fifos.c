// FIFOs: opening one waits until the other side has come.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "descriptors.h"
#include "real.h"

// Whether the FIFO, just opened for reading, is open for writing: only then has reading to be tried again later. Data
// that writers have left behind counts as one.
static bool has_writer(int descriptor) {
  int waiting = 0;
  char byte;
  if (ioctl(descriptor, FIONREAD, &waiting) == 0 && waiting > 0) return true;
  return REAL(read)(descriptor, &byte, 1) < 0 && errno == EAGAIN;
}

// Opened without waiting it is there for the writer that comes.
static int open_reader(
    int folder, const char *path, int flags, struct object *object, const unsigned *opened, uintptr_t caller) {
  unsigned before = *opened;
  int descriptor = REAL(openat)(folder, path, flags | O_NONBLOCK);
  if (descriptor < 0) return -1;
  descriptor_changed(object);
  if (!has_writer(descriptor))
    while (*opened == before) block(INTERLEAVE_RECEIVE, object, FOREVER, caller);
  return descriptor;
}

static int open_writer(
    int folder, const char *path, int flags, struct object *object, unsigned *opened, uintptr_t caller) {
  int descriptor;
  while ((descriptor = REAL(openat)(folder, path, flags | O_NONBLOCK)) < 0) {
    if (errno != ENXIO) return -1;
    block(INTERLEAVE_SEND, object, FOREVER, caller);
  }
  ++*opened;
  descriptor_changed(object);
  return descriptor;
}

int open_fifo(int folder, const char *path, int flags, struct object *object, unsigned *opened, uintptr_t caller) {
  int mode = flags & O_ACCMODE;
  scheduling_point(mode == O_RDONLY ? INTERLEAVE_RECEIVE : INTERLEAVE_SEND, object, caller);
  if (flags & (O_NONBLOCK | O_PATH) || mode == O_RDWR) {
    int descriptor = REAL(openat)(folder, path, flags);
    if (descriptor >= 0 && mode != O_RDONLY) ++*opened;
    if (descriptor >= 0) descriptor_changed(object);
    return descriptor;
  }
  int descriptor =
      (mode == O_RDONLY ? open_reader(folder, path, flags, object, opened, caller)
                        : open_writer(folder, path, flags, object, opened, caller));
  if (descriptor >= 0) REAL(fcntl)(descriptor, F_SETFL, REAL(fcntl)(descriptor, F_GETFL) & ~O_NONBLOCK);
  return descriptor;
}
