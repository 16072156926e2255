// Threads take turns: after each step the next by number goes. What adding a strategy takes: this file.
#include "strategy.h"

static void begin(const struct interleave_plan *plan) {}

static void thread_created(struct thread *thread) {}

static int choose(const struct choice *choice) {
  for (int i = 0; i < choice->count; i++)
    if (choice->candidates[i]->number > engine.running->number) return i;
  return 0;
}

STRATEGY(in_turn, begin, thread_created, choose);
