// Selectively uniform random walk: for every execution one shared object is drawn, and the orders of
// its uses are sampled uniformly: the thread that uses it next is drawn by how many uses each thread,
// with those it has yet to create, has left; who is not meant waits before its use. Elsewhere
// threads walk at random (Zhao, Wolff, Mathur and Roychoudhury, «Selectively Uniform Concurrency
// Testing», ASPLOS 2025). How many uses there are is told by a profile of one execution.
#include "strategy.h"

static uint64_t state;
static uintptr_t interesting;                       // address of the drawn object
static uint32_t uses_left[INTERLEAVE_MAX_THREADS];  // by thread, those of threads it has yet to create included
static struct thread *meant;                        // who uses the object next

static uint64_t below(uint64_t bound) { return next_random(&state) % bound; }

// Draws one of what several threads use and one of them changes; gives its index, -1 where there is none.
static int draw_used(const struct interleave_profile *profile) {
  int drawn = -1;
  uint64_t found = 0;
  for (uint32_t i = 0; i < profile->used_count; i++)
    if (profile->used[i].shared && profile->used[i].changed && below(++found) == 0) drawn = (int)i;
  return drawn;
}

static void begin(const struct interleave_plan *plan) {
  const struct interleave_profile *profile = &engine.result->profile;
  state = plan->seed;
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

// How many may run, and how many of them do more than poll.
static void count_free(const struct choice *choice, int *free, int *going_on) {
  *free = *going_on = 0;
  for (int i = 0; i < choice->count; i++) {
    if (is_held_back(choice->candidates[i])) continue;
    ++*free;
    if (choice->candidates[i]->next.operation != INTERLEAVE_YIELD) ++*going_on;
  }
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

static int choose(const struct choice *choice) {
  if (choice->among_waiters || !interesting) return (int)below((uint64_t)choice->count);
  if (!meant) meant = draw_meant(engine.threads, engine.thread_count, 0);
  int free = 0, going_on = 0;
  count_free(choice, &free, &going_on);
  // The others wait for the one that is meant, and it for them, blocked or polling: another is.
  if (going_on == 0 && free < choice->count) {
    meant = draw_meant(choice->candidates, choice->count, 1);
    count_free(choice, &free, &going_on);
  }
  int nth = (int)below((uint64_t)free), chosen = 0;
  for (int i = 0; i < choice->count; i++) {
    if (is_held_back(choice->candidates[i])) continue;
    chosen = i;
    if (nth-- == 0) break;
  }
  struct thread *thread = choice->candidates[chosen];
  if (is_interesting(thread)) {
    if (uses_left[thread->number]) uses_left[thread->number]--;
    meant = NULL;
  }
  return chosen;
}

const struct strategy surw = {begin, thread_created, choose};
