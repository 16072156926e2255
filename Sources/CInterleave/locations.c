// Which memory more than one thread has used: only there does the order of accesses matter.
#include "engine.h"

enum { SLOTS = 1 << 13, PROBES = 8 };

struct location {
  uintptr_t granule;  // eight bytes
  int owner;          // the only thread that used it so far, plus one; -1: several
};

static struct location locations[SLOTS];

// Errs towards shared when the table is crowded. (The first-owner state is that of Eraser, Savage et al. 1997.)
bool location_is_shared(uintptr_t address) {
  uintptr_t granule = address >> 3;
  size_t slot = granule * 0x9E3779B97F4A7C15 >> 51;
  for (int i = 0; i < PROBES; i++) {
    struct location *location = &locations[(slot + i) & (SLOTS - 1)];
    if (location->granule == granule) {
      if (location->owner == self->number + 1) return false;
      location->owner = -1;
      return true;
    }
    if (location->granule == 0) {
      *location = (struct location){granule, self->number + 1};
      return false;
    }
  }
  return true;
}
