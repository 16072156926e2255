// Replay: the default choice, but for the recorded deviations.
#include <string.h>

#include "strategy.h"

static const struct interleave_deviation *next, *end;
static uint32_t skipped;
// Anchored deviations that have not happened yet.
static struct interleave_deviation pending[INTERLEAVE_MAX_DEVIATIONS];
static size_t pending_count;

static void begin(const struct interleave_plan *plan) {
  next = plan->deviations;
  end = next + plan->deviation_count;
  skipped = 0;
  pending_count = plan->anchored ? plan->deviation_count : 0;
  if (pending_count > INTERLEAVE_MAX_DEVIATIONS) pending_count = INTERLEAVE_MAX_DEVIATIONS;
  memcpy(pending, plan->deviations, pending_count * sizeof *pending);
  if (plan->anchored) next = end;
}

static void thread_created(struct thread *thread) {}

// The index of the candidate with the number; -1: there is none.
static int candidate(const struct choice *choice, uint32_t number) {
  for (int i = 0; i < choice->count + choice->early; i++)
    if ((uint32_t)choice->candidates[i]->number == number) return i;
  return -1;
}

// By where the running thread stands, which stays the same when other deviations are left out.
static int choose_anchored(const struct choice *choice) {
  for (size_t i = 0; i < pending_count; i++) {
    const struct interleave_deviation *anchor = &pending[i];
    if (anchor->running != engine.running->number || anchor->step != engine.running->steps ||
        anchor->kind != kind_of(choice))
      continue;
    int chosen = candidate(choice, anchor->thread);
    if (chosen < 0) continue;
    memmove(&pending[i], &pending[i + 1], (--pending_count - i) * sizeof *pending);
    return chosen;
  }
  return choice->standard;
}

static int choose(const struct choice *choice) {
  if (choice->count + choice->early == 1) return choice->standard;
  if (pending_count > 0) return choose_anchored(choice);
  if (next == end || skipped++ < next->skip) return choice->standard;
  skipped = 0;
  int chosen = candidate(choice, next++->thread);
  return chosen >= 0 ? chosen : choice->standard;  // another program than the recorded one: its events will differ
}

const struct strategy replay = {begin, thread_created, choose};
