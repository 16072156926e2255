// Replay: the default choice, but for the recorded deviations.
#include "strategy.h"

static const struct interleave_deviation *next, *end;
static uint32_t skipped;

static void begin(const struct interleave_plan *plan) {
  next = plan->deviations;
  end = next + plan->deviation_count;
  skipped = 0;
}

static void thread_created(struct thread *thread) {}

static int choose(const struct choice *choice) {
  int count = choice->count + choice->early;
  if (next == end || count == 1) return choice->standard;
  if (skipped++ < next->skip) return choice->standard;
  skipped = 0;
  uint32_t wanted = next++->thread;
  for (int i = 0; i < count; i++)
    if ((uint32_t)choice->candidates[i]->number == wanted) return i;
  return choice->standard;  // another program than the recorded one: its events will differ
}

const struct strategy replay = {begin, thread_created, choose};
