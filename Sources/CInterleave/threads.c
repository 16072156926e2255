// Threads: created, joined, detached, ended, each known by its order of creation.
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "races.h"
#include "real.h"
#include "strategy.h"

static struct thread threads[INTERLEAVE_MAX_THREADS];
static pthread_key_t exit_key;

// Outside of the first process a thread's name tells its process.
void thread_name(const struct thread *thread, const char *name) {
  char whole[128];
  uint32_t process = thread->process->name;
  if (process) snprintf(whole, sizeof whole, "%s/%s", engine.result->text + process, name);
  engine.result->thread_names[thread->number] = keep_text(process ? whole : name);
}

// `kind` begins the name of a thread that has no other.
static struct thread *add_thread(struct process *process, const char *name, const char *kind) {
  int number = engine.thread_count;
  if (engine.live_count >= (int)engine.plan->max_threads) engine_finish(INTERLEAVE_THREADS, NULL);
  // Ours, not the exercise's, to bound: its threads have made room for others.
  if (number == INTERLEAVE_MAX_THREADS) engine_unmodelled("pthread_create for more than 1024 threads", 0);
  struct thread *thread = &threads[number];
  *thread = (struct thread){
      .number = number,
      .process = process,
      .deadline = FOREVER,
      .library_depth = -1,
      .wait_mask = ~0u,
      .turn = engine.shared ? PARKED_SHARED : PARKED,
      .next = {.operation = INTERLEAVE_START}};
  engine.threads[number] = thread;
  order_thread(thread);
  engine.thread_count++;
  engine.live_count++;
  process->live_count++;
  if (!process->first) process->first = thread;
  engine.result->thread_count = (uint32_t)engine.thread_count;
  char numbered[24];
  if (!name) snprintf(numbered, sizeof numbered, "%s-%d", kind, number);
  thread_name(thread, name ? name : numbered);
  engine.strategy->thread_created(thread);
  if (engine.plan->profiled) profile_thread(thread);
  return thread;
}

static struct object *object_of(struct thread *thread) { return object_at(thread, INTERLEAVE_THREAD); }

static struct thread *thread_of(pthread_t handle) {
  for (int i = engine.thread_count - 1; i >= 0; i--)
    if (engine.threads[i]->process == self->process && !engine.threads[i]->joined &&
        pthread_equal(engine.threads[i]->handle, handle))
      return engine.threads[i];
  return NULL;
}

static void thread_ended(void) {
  // The last thread of a process ends it, as in the C library.
  if (self->process->live_count == 1) exit(0);
  record(INTERLEAVE_END, NULL, NULL, 0);
  observe_object(object_of(self));
  self->state = ENDED;
  engine.live_count--;
  self->process->live_count--;
  mutexes_abandon(self);
  order_release(object_of(self));
  wake_all(object_of(self));
  hand_over_and_leave();
}

// Runs among the thread-local destructors, and again in every round: the thread has ended after the last.
static void exit_round(void *value) {
  if (!controlled()) return;
  if (++self->exit_rounds < PTHREAD_DESTRUCTOR_ITERATIONS)
    pthread_setspecific(exit_key, value);
  else
    thread_ended();
}

struct stack {
  uintptr_t low, high;
};

static struct stack main_stack;

// The calling thread's stack; none, should glibc not tell.
static struct stack own_stack(void) {
  pthread_attr_t attributes;
  void *low = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
  }
  return (struct stack){(uintptr_t)low, (uintptr_t)low + size};
}

// For the main thread's stack glibc reads a file: once is enough, before any fork.
void threads_prepare(void) {
  main_stack = own_stack();
  pthread_key_create(&exit_key, exit_round);
}

static void set_stack(struct thread *thread, struct stack stack) {
  thread->stack_low = stack.low;
  thread->stack_high = stack.high;
  if (stack.low < engine.lowest_stack) engine.lowest_stack = stack.low;
}

void thread_begins(struct thread *thread) {
  thread->tid = (pid_t)REAL(syscall)(SYS_gettid);
  self = thread;
  pthread_setspecific(exit_key, thread);
}

void threads_begin(void) {
  struct process *process = process_add(NULL);
  process->kernel_id = (pid_t)REAL(syscall)(SYS_getpid);
  struct thread *main_thread = add_thread(process, "main", NULL);
  main_thread->handle = pthread_self();
  engine.running = main_thread;
  engine.lowest_stack = UINTPTR_MAX;
  set_stack(main_thread, main_stack);
  thread_begins(main_thread);
}

struct thread *thread_copy(const struct thread *thread, struct process *process) {
  struct thread *copy = add_thread(process, "main", NULL);
  copy->handle = thread->handle;
  copy->depth = thread->depth;
  set_stack(copy, (struct stack){thread->stack_low, thread->stack_high});
  return copy;
}

static void *run_thread(void *argument) {
  struct thread *thread = argument;
  await_turn(thread);
  set_stack(thread, own_stack());
  races_forget((void *)thread->stack_low, thread->stack_high - thread->stack_low);
  thread_begins(thread);
  record(INTERLEAVE_START, NULL, NULL, 0);
  return thread->start(thread->argument);
}

int thread_spawn(
    pthread_t *handle, const pthread_attr_t *attributes, void *(*start)(void *), void *argument, const char *name,
    uintptr_t caller) {
  bool runtime = from_dispatch(caller);
  if (runtime) observe_unseen();
  struct thread *thread = add_thread(self->process, name, runtime ? "dispatch" : "thread");
  thread->start = start;
  thread->argument = argument;
  thread->runtime = runtime;
  if (runtime) thread->library_depth = 0;
  // Every thread is joinable underneath, so that its real end can be awaited; small stacks, so that many fit.
  pthread_attr_t own;
  pthread_attr_init(&own);
  size_t stack = 512 << 10;
  if (attributes) {
    int detached = PTHREAD_CREATE_JOINABLE;
    pthread_attr_getdetachstate(attributes, &detached);
    thread->detached = detached == PTHREAD_CREATE_DETACHED;
    pthread_attr_getstacksize(attributes, &stack);
    if (stack > (1 << 20)) stack = 1 << 20;
  }
  pthread_attr_setstacksize(&own, stack);
  int error = REAL(pthread_create)(handle, &own, run_thread, thread);
  pthread_attr_destroy(&own);
  if (error) {
    thread->state = ENDED;
    engine.live_count--;
    self->process->live_count--;
    return error;
  }
  thread->handle = *handle;
  object_of(thread)->number = (uint16_t)thread->number;
  observe_wake(thread, false);
  record(INTERLEAVE_CREATE, object_of(thread), NULL, caller);
  offer_choice((struct step){.operation = INTERLEAVE_CREATE, .object = object_of(thread)}, caller);
  return 0;
}

EXPORT int pthread_create(pthread_t *handle, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  if (!controlled()) return REAL(pthread_create)(handle, attributes, start, argument);
  return thread_spawn(handle, attributes, start, argument, NULL, CALLER);
}

static int join(struct thread *thread, void **result, uint64_t deadline, uintptr_t caller) {
  if (thread == self) return EDEADLK;
  acquire_point(INTERLEAVE_JOIN, object_of(thread), thread->state == ENDED, deadline, caller);
  while (thread->state != ENDED)
    if (!block(INTERLEAVE_JOIN, object_of(thread), deadline, caller)) return ETIMEDOUT;
  thread->joined = true;
  order_acquire(object_of(thread));
  return REAL(pthread_join)(thread->handle, result);
}

int thread_join(pthread_t handle, void **result, uint64_t deadline, uintptr_t caller) {
  struct thread *thread = thread_of(handle);
  if (!thread) return ESRCH;
  if (thread->detached) return EINVAL;
  return join(thread, result, deadline, caller);
}

EXPORT int pthread_join(pthread_t handle, void **result) {
  if (!controlled()) return REAL(pthread_join)(handle, result);
  return thread_join(handle, result, FOREVER, CALLER);
}

EXPORT int pthread_clockjoin_np(pthread_t handle, void **result, clockid_t clock, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_clockjoin_np)(handle, result, clock, time);
  return thread_join(handle, result, deadline_at(clock, time), CALLER);
}

EXPORT int pthread_timedjoin_np(pthread_t handle, void **result, const struct timespec *time) {
  if (!controlled()) return REAL(pthread_timedjoin_np)(handle, result, time);
  return thread_join(handle, result, deadline_at(CLOCK_REALTIME, time), CALLER);
}

EXPORT int pthread_tryjoin_np(pthread_t handle, void **result) {
  if (!controlled()) return REAL(pthread_tryjoin_np)(handle, result);
  struct thread *thread = thread_of(handle);
  if (!thread) return ESRCH;
  scheduling_point(INTERLEAVE_JOIN, object_of(thread), CALLER);
  return thread->state == ENDED ? join(thread, result, FOREVER, CALLER) : EBUSY;
}

int thread_detach(pthread_t handle) {
  struct thread *thread = thread_of(handle);
  if (!thread) return ESRCH;
  if (thread->detached) return EINVAL;
  thread->detached = true;
  if (thread->state == ENDED) {
    thread->joined = true;
    return REAL(pthread_join)(thread->handle, NULL);
  }
  return 0;
}

EXPORT int pthread_detach(pthread_t handle) {
  return controlled() ? thread_detach(handle) : REAL(pthread_detach)(handle);
}

EXPORT int pthread_setname_np(pthread_t handle, const char *name) {
  struct thread *thread = controlled() ? thread_of(handle) : NULL;
  // Foundation names its nameless threads after the program, Dispatch its own after queues: their lanes keep their
  // numbers.
  if (thread && thread->number && !thread->runtime && strcmp(name, program_invocation_short_name) != 0)
    thread_name(thread, name);
  return REAL(pthread_setname_np)(handle, name);
}

EXPORT int sched_yield(void) {
  if (!controlled()) return REAL(sched_yield)();
  scheduling_point(INTERLEAVE_YIELD, NULL, CALLER);
  return 0;
}

// ---- The kit's threads -----------------------------------------------------------------------

struct kit_body {
  void (*body)(void *);
  void *context;
};

static void *run_body(void *argument) {
  struct kit_body body = *(struct kit_body *)argument;
  free(argument);
  body.body(body.context);
  return NULL;
}

EXPORT int interleave_thread_start(const char *name, void (*body)(void *context), void *context) {
  struct kit_body *argument = malloc(sizeof *argument);
  *argument = (struct kit_body){body, context};
  pthread_t handle;
  int number = engine.thread_count;
  if (thread_spawn(&handle, NULL, run_body, argument, name, CALLER) != 0) engine_finish(INTERLEAVE_THREADS, NULL);
  return number;
}

EXPORT void interleave_thread_join(int number) {
  struct thread *thread = engine.threads[number];
  if (!thread->joined) join(thread, NULL, FOREVER, CALLER);
}

EXPORT bool interleave_thread_has_ended(int number) {
  observe_object(object_of(engine.threads[number]));
  if (engine.threads[number]->state != ENDED) return false;
  order_acquire(object_of(engine.threads[number]));
  return true;
}

EXPORT uint64_t interleave_thread_steps(int number) {
  observe_unseen();
  return (number < 0 ? self : engine.threads[number])->steps;
}
