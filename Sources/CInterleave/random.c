// Randomness: the same in every execution, so that only the schedule differs.
#define _GNU_SOURCE
#include <string.h>
#include <sys/random.h>

#include "engine.h"
#include "real.h"

static uint64_t state = 0x6a09e667f3bcc908;

// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

void fill_randomly(void *buffer, size_t length) {
  for (size_t done = 0; done < length; done += sizeof(uint64_t)) {
    uint64_t value = next_random(&state);
    memcpy((char *)buffer + done, &value, length - done < sizeof value ? length - done : sizeof value);
  }
}

EXPORT ssize_t getrandom(void *buffer, size_t length, unsigned flags) {
  if (!controlled()) return REAL(getrandom)(buffer, length, flags);
  fill_randomly(buffer, length);
  return (ssize_t)length;
}

EXPORT int getentropy(void *buffer, size_t length) {
  if (!controlled()) return REAL(getentropy)(buffer, length);
  fill_randomly(buffer, length);
  return 0;
}

void arc4random_buf(void *buffer, size_t length);
uint32_t arc4random(void);
uint32_t arc4random_uniform(uint32_t bound);

EXPORT void arc4random_buf(void *buffer, size_t length) {
  if (!controlled())
    REAL(arc4random_buf)(buffer, length);
  else
    fill_randomly(buffer, length);
}

EXPORT uint32_t arc4random(void) {
  uint32_t value;
  arc4random_buf(&value, sizeof value);
  return value;
}

EXPORT uint32_t arc4random_uniform(uint32_t bound) {
  if (!controlled()) return REAL(arc4random_uniform)(bound);
  return bound ? (uint32_t)(next_random(&state) % bound) : 0;
}
