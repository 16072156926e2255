// How the next thread is chosen. A strategy is one file with these three functions.
#pragma once

#include "engine.h"

struct choice {
  struct thread *const *candidates;  // in order of their numbers, or of waiting; at least one
  int count;
  int standard;       // index of the default choice
  uint8_t operation;  // what the running thread is about to do
  bool can_stay;      // the default is the running thread, which can go on
};

struct strategy {
  void (*begin)(const struct interleave_plan *plan);
  void (*thread_created)(struct thread *thread);
  // The index of the chosen candidate. Asked at every step, also where there is no choice.
  int (*choose)(const struct choice *choice);
};

extern const struct strategy random_walk, pct, replay;
