// The end record. Student code shares the memory that an execution answers through; what it writes there is told from
// what the engine writes by a number that differs for every execution and that the answer does not hold. Code that
// reads the engine's own memory can forge it all the same: that takes intent, and leaves traces in the source.
#define _GNU_SOURCE
#include <sys/random.h>

#include "engine.h"

static uint64_t key;

void seal_begin(void) {
  if (key == 0 && getrandom(&key, sizeof key, 0) != sizeof key) key = (uintptr_t)&key;
  engine.nonce = next_random(&key);
}

uint64_t seal_of(const struct interleave_result *result) {
  const uint64_t parts[] = {
      result->ending,       result->message,       result->file,          result->line,
      result->offset,       result->steps,         result->digest,        result->time,
      result->thread_count, result->waiting_count, result->input_count,   result->deviation_count,
      result->event_count,  result->text_used,     result->history_count, result->deviations_overflowed,
      result->races_missed, result->race.found,    result->met.limit,     result->met.bound,
  };
  uint64_t seal = engine.nonce;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    seal ^= parts[i];
    seal = next_random(&seal);
  }
  return seal;
}
