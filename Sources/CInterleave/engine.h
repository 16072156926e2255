// The engine's state: one execution, its threads and the objects they wait for.
#pragma once

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "include/interleave.h"

#define EXPORT __attribute__((visibility("default")))
#define CALLER ((uintptr_t)__builtin_return_address(0))
#define FOREVER UINT64_MAX

enum { MAX_HELD = 4 };  // locks of a thread that a race's report can name

enum thread_state { RUNNABLE, BLOCKED, ENDED };

// The values of a thread's turn: it waits, within its process or for others of the execution, or may run.
enum { PARKED = 0, CHOSEN = 1, PARKED_SHARED = 2 };

struct process {
  int number;              // by order of creation; 0: the execution's first
  struct process *parent;  // null: the first, or its parent has ended
  struct thread *first;    // the thread that the process began with, whose number tells the process's own
  pid_t kernel_id;
  int live_count;  // threads not ended
  bool ended;
  bool reaped;    // its parent knows how it ended
  uint32_t name;  // offset into text[]
};

// How far into each thread's work everything has happened before some point; see order.c.
struct clock {
  uint32_t block;  // 0: nowhere, no numbers
  uint16_t count;  // of threads, by number
  uint8_t size;
};

// Something threads wait for, known by its address in its scope.
struct object {
  const void *address;   // in shared memory: how far into it
  uint32_t scope;        // the process that has it to itself, by number, or the shared memory it lies in
  struct thread *owner;  // who holds it, where one thread does
  uint32_t depth;        // how often the owner holds it
  uint16_t number;       // by first use, within its kind
  uint8_t kind;          // enum interleave_object
  bool robust;           // a mutex that others may have when its owner ends
  struct clock order;    // what comes before those who acquire it
  struct clock readers;  // what comes before those who lock it for themselves
};

// What a thread does next: one operation on one object, or one access to memory.
struct step {
  uint8_t operation;      // enum interleave_operation
  bool writes;            // memory: changes it, or may
  uint32_t size;          // memory: how many bytes
  uintptr_t address;      // memory: the first byte; 0: no access to memory
  struct object *object;  // null: none
};

struct thread {
  int number;
  struct process *process;
  enum thread_state state;
  struct step next;        // what the thread does once it is chosen
  struct object *pending;  // the object that the thread is blocked on, or will try to take
  bool signalled;          // a wake-up was meant for it
  bool timed_out;
  bool patient;         // the property's pause: it ends when nobody else can go on
  uint8_t woken_early;  // the operation that woke it, where no thread did
  bool let_go_by_time;  // and no step has told so
  bool runtime;         // belongs to a library's pool: idle, it neither delays a deadlock nor moves the clock
  bool detached;
  bool joined;
  uint64_t deadline;       // virtual nanoseconds; FOREVER: none
  uint64_t blocked_since;  // order among the waiters of one object
  uint64_t steps;
  uint64_t priority;      // PCT
  uint32_t wait_mask;     // futex bitset
  struct object *relock;  // the mutex that a condition's waiter takes again
  uintptr_t wait_offset;  // exercise code that waits, when details are wanted
  uint32_t place;         // offset into text[]: the line of a script that it runs, when details are wanted
  int depth;              // instrumented functions on the stack
  int library_depth;      // the depth at which a library calls the exercise; -1: none does
  uintptr_t stack_low, stack_high;
  atomic_uint turn;
  pid_t tid;
  pthread_t handle;
  void *(*start)(void *);
  void *argument;
  int exit_rounds;  // rounds of thread-local destructors seen
  int robust_held;  // robust mutexes locked
  struct clock clock;
  struct object *held[MAX_HELD];  // locks, in the order in which they were taken
  int held_count;
  int initialising;  // one-time initialisers it is in: whoever sees what they made comes after them
};

struct engine {
  const struct interleave_plan *plan;
  struct interleave_result *result;
  struct thread *threads[INTERLEAVE_MAX_THREADS];
  int thread_count;
  int live_count;  // not ended
  struct process processes[INTERLEAVE_MAX_PROCESSES];
  int process_count;
  bool shared;    // between several processes
  int looks;      // for something that could still go on, since the last step
  bool finished;  // whoever runs next ends the first process
  struct thread *running;
  struct thread *dying;                   // ended, but perhaps still a kernel thread
  uint64_t now;                           // virtual nanoseconds since the execution began
  bool early_timeouts, spurious_wakeups;  // what the property allows
  uint64_t blocks;                        // counts blockings, for their order
  uint64_t fair_steps;                    // steps since scheduling became fair
  uintptr_t lowest_stack;                 // no thread's stack is below
  const struct strategy *strategy;
  uint64_t nonce;  // this execution's own; see seal.c
};

extern struct engine engine;
// The calling thread, null while it is not under control.
extern __thread struct thread *self __attribute__((tls_model("initial-exec")));

static inline bool controlled(void) { return self != NULL; }

// ---- protection.c
// Keeps two processes from what the caller forks from now on: no signal of theirs reaches either. False with errno set
// on failure.
bool protect_from_executions(pid_t server, pid_t host);
// Whether that was done.
bool is_protected(void);

// ---- seal.c
// Chooses the next execution's number, before it is forked.
void seal_begin(void);
// What the engine writes under this execution's answer.
uint64_t seal_of(const struct interleave_result *result);

// ---- sharing.c
// Finds the engine's memory; called once, before any execution.
void sharing_prepare(void);
// Makes it memory of all processes of the execution.
void share_engine(void);
bool is_engine_memory(const void *address);

// ---- execute.c
// Does once what every execution would do; false with errno set on failure. `host` is a child that is no execution; 0:
// none.
bool executions_prepare(pid_t host);
// Forks an execution that runs body(context) under the plan, waits for it and fills the result. Returns 0, or an errno
// value when no execution could start.
int execute(
    const struct interleave_plan *plan, void (*body)(void *context), void *context, struct interleave_result *result);

// ---- engine.c
// Finds the plan's strategy, before the execution is forked; false: there is none of the name.
bool engine_prepare(const struct interleave_plan *plan);
void engine_begin(const struct interleave_plan *plan, struct interleave_result *result);
// Completes the result; the calling thread is no longer under control.
void engine_end(enum interleave_ending ending, const char *message);
_Noreturn void engine_finish(enum interleave_ending ending, const char *message);
_Noreturn void engine_unmodelled(const char *call, uintptr_t caller);
// Ends the calling process at once, after what it printed.
_Noreturn void leave(int status);

// ---- schedule.c
// Counts a step and lets another thread run first, or not.
void offer_choice(struct step step, uintptr_t caller);
// Offers a choice, then records what the calling thread does; nothing for the runtime's own calls.
void scheduling_point(uint8_t operation, struct object *object, uintptr_t caller);
// The same before the calling thread takes the object, or waits until it can, at most until the deadline:
// no choice while the object is not `available`, and the thread is no candidate once another has taken it.
void acquire_point(uint8_t operation, struct object *object, bool available, uint64_t deadline, uintptr_t caller);
// Waits until `wake` or the deadline, then until chosen. True: woken; false: timed out.
bool block(uint8_t operation, struct object *object, uint64_t deadline, uintptr_t caller);
// Makes the threads blocked on the object try again, or stops those that were about to.
void wake_all(struct object *object);
void hold_back(struct object *object);
// How many other threads are blocked on the object or will try it again.
int waiters_of(const struct object *object);
// Wakes up to `count` waiters whose mask meets `mask`, each chosen; gives how many.
int wake_some(struct object *object, int count, uint32_t mask);
// Makes up to `count` waiters wait for another object, the longest waiting first; gives how many.
int move_waiters(struct object *from, struct object *to, int count);
void wake(struct thread *thread);
// Moves the clock, and lets all go on whose deadline has come.
void pass_time_until(uint64_t time);
// Runs another thread; the caller has blocked, ended or yielded.
void switch_away(uint8_t operation);
// Ends the calling thread's part in the execution and lets another run.
void hand_over_and_leave(void);
// Lets another thread run for one that has ended, whoever calls.
void hand_over(struct thread *ended);
void give_turn(struct thread *next);
// Waits until the thread is chosen for the first time.
void await_turn(struct thread *thread);
bool is_idle(const struct thread *thread);

// ---- order.c: a primitive states order in one line, so that what it orders is no race.
// Finds memory; called once, before any execution.
void order_prepare(void);
// All that the calling thread has done comes before what any thread does that acquires the object from now on: said
// before others are let go on, `order_acquire` once there is nothing more to wait for.
void order_release(struct object *object);
void order_acquire(struct object *object);
// The same for a lock, which is held between the two; `shared`: by readers, who are not ordered among themselves.
void order_lock(struct object *object, bool shared);
void order_unlock(struct object *object, bool shared);
// The thread begins after all that the calling thread has done.
void order_thread(struct thread *thread);
void order_forget(struct object *object);

// ---- references.c
// Called once, before any execution; false with errno set on failure.
bool references_prepare(void);

// ---- races.c
void races_prepare(void);

// ---- processes.c
// Called once, before any execution.
void processes_prepare(void);
struct process *process_add(const char *name);
struct process *process_with_id(pid_t id);
struct object *object_of_process(const struct process *process);
// Takes a process that is about to end, or is dead, out of the execution; `signal`: what it died of, 0: nothing.
void process_end(struct process *process, int signal);
_Noreturn void process_exit(int status);
// Waits until the kernel has ended the process, so that what it had open is closed.
void await_death(const struct process *process);
// Acts for the process that should run when it has died.
void notice_death(void);
// Ends all processes but the calling one, or sees to it.
void processes_end(void);

// ---- shared_memory.c
// Notes that the calling process has mapped memory that others may share; without a file for a negative descriptor.
void shared_memory_note(const void *address, size_t size, int descriptor, uint64_t offset, uintptr_t caller);
void shared_memory_copy(const struct process *from, const struct process *to);
void shared_memory_forget(const struct process *process);
bool memory_is_shared(const void *address);
// The scope of an address; in shared memory the address becomes an offset.
uint32_t scope_of(const void **address);

// ---- descriptors.c
bool is_descriptor(const struct object *object);
// A child knows its parent's descriptors.
void descriptors_copy(const struct process *from, const struct process *to);
// Lets all who wait for descriptors try again.
void descriptors_look_again(void);

// ---- dispatch.c
// What Dispatch reads of a thread's state in /proc; -1: the path is another.
int open_thread_status(const char *path);

// ---- trace.c
void trace_begin(void);
void record(uint8_t operation, struct object *object, const char *text, uintptr_t caller);
void record_choice(int chosen, int standard, enum interleave_deviation_kind kind);
uint32_t keep_text(const char *text);

// Notes that a call met a limit, if that is why it failed, and gives its answer.
ssize_t note_limit(const char *call, ssize_t answer);
// Gives the object its number, if it has none.
void number_object(struct object *object);
struct object *object_at(const void *address, uint8_t kind);
struct object *object_in(uint32_t scope, const void *address, uint8_t kind);
void forget_object(const void *address);
// Gives a child's first thread what the thread that forked it holds.
void objects_copy(struct thread *from, struct thread *to);
// The next object that the thread holds; null when there is none. Begins with null.
struct object *next_held(const struct thread *thread, struct object *previous);

// ---- caller.c
// Finds the libraries; called before executions are forked, and again when more were opened.
void callers_find(void);
bool from_runtime(uintptr_t caller);
// Whether the caller's use of the object is the runtime's or an interpreter's own business.
bool is_internal(const struct object *object, uintptr_t caller);
bool from_dispatch(uintptr_t caller);
bool from_interpreter(uintptr_t caller);
// Exercise code nearest to here, as an offset into its library; 0: none.
uintptr_t exercise_offset(uintptr_t caller);

// ---- caches.c
// Finds the caches of compiled Swift in the library of that file, which lies at `base`; called before executions are
// forked.
void caches_find(const char *path, uintptr_t base);
bool is_cache(uintptr_t address);

// ---- threads.c
// Finds what does not change from execution to execution; called once, before any.
void threads_prepare(void);
void threads_begin(void);
void thread_name(const struct thread *thread, const char *name);
// Puts the calling thread under control.
void thread_begins(struct thread *thread);
// The thread as it goes on in a child process.
struct thread *thread_copy(const struct thread *thread, struct process *process);
int thread_spawn(
    pthread_t *handle, const pthread_attr_t *attributes, void *(*start)(void *), void *argument, const char *name,
    uintptr_t caller);
int thread_join(pthread_t handle, void **result, uint64_t deadline, uintptr_t caller);
int thread_detach(pthread_t handle);

// ---- locations.c
bool location_is_shared(uintptr_t address);
// The eight bytes around the address as an object; null when their neighbourhood is crowded.
struct object *location_at(uintptr_t address);

// ---- memory_hooks.c
// An access to memory, as the hooks tell it.
void memory_access(const void *address, size_t size, bool writes, uintptr_t caller);
// Whether any library was compiled with the hooks.
bool memory_is_hooked(void);

// ---- clock.c
// Virtual nanoseconds since the execution began for an absolute time on a clock.
uint64_t deadline_at(clockid_t clock, const struct timespec *time);
uint64_t deadline_after(const struct timespec *duration);
void sleep_until(uint64_t deadline, uintptr_t caller);

// ---- futex.c
// The system call, by its six arguments.
long futex(const long *arguments, uintptr_t caller);
// The number by which system calls know the thread, and the thread of a number; null when there is none.
pid_t id_of(const struct thread *thread);
struct thread *thread_with_id(uint32_t id);
// An atomic operation changed the word: so an uncontended lock of the priority-inheritance kind is taken and given
// back.
void futex_word_changed(const void *word, uint32_t old, uint32_t value);

// ---- mutex.c
int mutex_acquire(pthread_mutex_t *mutex, uint64_t deadline, bool point, uintptr_t caller);
int mutex_try(pthread_mutex_t *mutex, uintptr_t caller);
int mutex_release(pthread_mutex_t *mutex, uintptr_t caller);
// Lets others have the robust mutexes that a thread leaves locked when it ends.
void mutexes_abandon(struct thread *thread);

// ---- condition.c
int condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t deadline, uintptr_t caller);
void condition_signal(pthread_cond_t *condition, uintptr_t caller);
void condition_broadcast(pthread_cond_t *condition, uintptr_t caller);

// ---- once.c
void once(pthread_once_t *control, void (*routine)(void), uintptr_t caller);

// ---- observation.c: what steps use, in guided executions; elsewhere nothing is noted
static inline bool observed(void) { return engine.plan->chooser == INTERLEAVE_GUIDED; }
void observe_memory(uintptr_t address, size_t size, bool writes);
void observe_object(const struct object *object);
// Whether the thread waits until the object is free, and tries then: nobody lets it go.
bool waits_to_take(const struct thread *thread);
void observe_wake(const struct thread *thread, bool by_time);
void observe_operation(uint8_t operation);
// The atomic operation that was used last changed nothing.
void observe_failed_exchange(void);
// Threads use state that no hook shows.
void observe_unseen(void);
// The execution has choices that are not among the observed ones.
void observe_less(void);
// What every thread would have done next.
void observe_end(void);

// ---- random.c
uint64_t next_random(uint64_t *state);
void fill_randomly(void *buffer, size_t length);
