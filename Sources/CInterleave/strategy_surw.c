// Selectively uniform random walk: for every execution one shared object is drawn, and the orders of
// its uses are sampled uniformly: the thread that uses it next is drawn by how many uses each thread,
// with those it has yet to create, has left; who is not meant waits before its use. Among the others every event has
// a random priority and the highest goes first (Zhao, Wolff, Mathur and Roychoudhury, «Selectively Uniform
// Concurrency Testing», ASPLOS 2025; as in the authors' implementation, an object is drawn by how often it is used).
// How many uses there are is told by a profile of one execution.
#include "strategy.h"

static const uint64_t least_drawn = 1u << 20;

static uint64_t state;
static uint64_t lowest;                             // priorities below those drawn are handed out downwards
static uintptr_t interesting;                       // address of the drawn object
static uint32_t uses_left[INTERLEAVE_MAX_THREADS];  // by thread, those of threads it has yet to create included
static struct thread *meant;                        // who uses the object next

static uint64_t below(uint64_t bound) { return next_random(&state) % bound; }

// Draws one of what several threads use and one of them changes, by how often it is used; gives its index, -1 where
// there is none.
static int draw_used(const struct interleave_profile *profile) {
  int drawn = -1;
  uint64_t total = 0;
  for (uint32_t i = 0; i < profile->use_count; i++) {
    const struct interleave_use *use = &profile->uses[i];
    const struct interleave_used *used = &profile->used[use->used];
    if (!used->shared || !used->changed) continue;
    total += use->count;
    if (below(total) < use->count) drawn = use->used;
  }
  return drawn;
}

static void begin(const struct interleave_plan *plan) {
  const struct interleave_profile *profile = &engine.result->profile;
  state = plan->seed;
  lowest = least_drawn;
  interesting = 0;
  meant = NULL;
  int used = draw_used(profile);
  if (used < 0) return;
  interesting = profile->used[used].address;
  for (uint32_t i = 0; i < profile->use_count; i++)
    if (profile->uses[i].used == used) uses_left[profile->uses[i].thread] += profile->uses[i].count;
  // Threads are numbered after those that create them.
  for (uint32_t i = profile->thread_count; i-- > 1;) uses_left[profile->creators[i]] += uses_left[i];
}

// A thread takes its uses over from the one that creates it.
static void thread_created(struct thread *thread) {
  if (!engine.running) return;
  uint32_t *creators = &uses_left[engine.running->number], own = uses_left[thread->number];
  *creators -= own < *creators ? own : *creators;
  if (meant == engine.running && own && below(*creators + own) < own) meant = thread;
}

static bool is_interesting(const struct thread *thread) {
  return interesting && identity(&thread->next) == interesting;
}

static bool is_held_back(const struct thread *thread) { return is_interesting(thread) && thread != meant; }

// Whether somebody may run and does more than poll.
static bool goes_on(const struct choice *choice) {
  for (int i = 0; i < choice->count; i++)
    if (!is_held_back(choice->candidates[i]) && choice->candidates[i]->next.operation != INTERLEAVE_YIELD) return true;
  return false;
}

static bool holds_back(const struct choice *choice) {
  for (int i = 0; i < choice->count; i++)
    if (is_held_back(choice->candidates[i])) return true;
  return false;
}

// Draws who is meant next, by the uses that each has left. A profile may be wrong: whoever is there has one.
static struct thread *draw_meant(struct thread *const *threads, int count, uint32_t least) {
  uint64_t total = 0;
  struct thread *drawn = NULL;
  for (int i = 0; i < count; i++) {
    if (threads[i]->state == ENDED) continue;
    uint64_t weight = uses_left[threads[i]->number] > least ? uses_left[threads[i]->number] : least;
    total += weight;
    if (weight && below(total) < weight) drawn = threads[i];
  }
  return drawn;
}

// 0 stands for a priority that is not drawn yet. A thread that yields lets all others go first.
static uint64_t priority_of(struct thread *thread) {
  if (!thread->priority)
    thread->priority = thread->next.operation == INTERLEAVE_YIELD ? --lowest : next_random(&state) | least_drawn;
  return thread->priority;
}

static int choose(const struct choice *choice) {
  if (choice->among_waiters) return (int)below((uint64_t)choice->count);
  if (!meant) meant = draw_meant(engine.threads, engine.thread_count, 0);
  // The others wait for the one that is meant, and it for them, blocked or polling: another is.
  if (holds_back(choice) && !goes_on(choice)) meant = draw_meant(choice->candidates, choice->count, 1);
  int chosen = -1;
  for (int i = 0; i < choice->count; i++) {
    struct thread *thread = choice->candidates[i];
    if (is_held_back(thread)) continue;
    if (chosen < 0 || priority_of(thread) > priority_of(choice->candidates[chosen])) chosen = i;
  }
  struct thread *thread = choice->candidates[chosen];
  thread->priority = 0;
  if (is_interesting(thread)) {
    if (uses_left[thread->number]) uses_left[thread->number]--;
    meant = NULL;
  }
  return chosen;
}

STRATEGY(surw, begin, thread_created, choose);
