// Guided by a search: a given prefix of a schedule, then the default choice, but for threads that sleep.
// A sleeping thread's step was tried in the prefix's place already; it is worth trying again only
// after a step that conflicts with it (sleep sets: Godefroid, «Partial-Order Methods», 1996).
#include "strategy.h"

static const struct interleave_plan *plan;
static uint32_t choices_left;    // of the prefix
static uint32_t accesses_known;  // how many of the observed accesses sleepers have met
static bool asleep[INTERLEAVE_MAX_THREADS];

static void fall_asleep(void) {
  for (size_t i = 0; i < plan->sleeper_count; i++)
    if (plan->sleepers[i].thread < INTERLEAVE_MAX_THREADS) asleep[plan->sleepers[i].thread] = true;
  accesses_known = engine.result->observation.access_count;
}

static void begin(const struct interleave_plan *given) {
  plan = given;
  choices_left = plan->prefix;
  replay.begin(plan);
  if (!memory_is_hooked()) observe_unseen();
  if (choices_left == 0) fall_asleep();
}

static void thread_created(struct thread *thread) {}

static bool collide(const struct interleave_touch *a, const struct interleave_touch *b) {
  if (a->kind != b->kind || a->mode > INTERLEAVE_RETURNS || b->mode > INTERLEAVE_RETURNS) return false;
  if (a->address >= b->address + b->size || b->address >= a->address + a->size) return false;
  return a->mode != b->mode || a->mode == INTERLEAVE_WRITES;
}

// Wakes the sleepers that conflict with the steps since the last time.
static void wake_sleepers(void) {
  if (choices_left > 0) return;
  const struct interleave_observation *notes = &engine.result->observation;
  for (; accesses_known < notes->access_count; accesses_known++)
    for (size_t i = 0; i < plan->sleeper_count; i++)
      if (collide(&notes->accesses[accesses_known], &plan->sleepers[i].access))
        asleep[plan->sleepers[i].thread] = false;
}

static int first_awake(const struct choice *choice) {
  if (choice->among_waiters || !asleep[choice->candidates[choice->standard]->number]) return choice->standard;
  for (int i = 0; i < choice->count; i++)
    if (!asleep[choice->candidates[i]->number]) return i;
  engine_finish(INTERLEAVE_REDUNDANT, NULL);
}

static int choose(const struct choice *choice) {
  int chosen;
  if (choices_left > 0) {
    chosen = replay.choose(choice);
    if (choice->count + choice->early > 1 && --choices_left == 0) fall_asleep();
  } else {
    wake_sleepers();
    chosen = first_awake(choice);
  }
  observe_choice(choice, choice->candidates[chosen]);
  return chosen;
}

const struct strategy guided = {begin, thread_created, choose};
