// The engine's interface: what the kit and the target call.
//
// The engine is preloaded, not linked, so every function here is weak: a program that runs
// without it finds null pointers and says so.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define INTERLEAVE_WEAK __attribute__((weak, visibility("default")))

enum {
  INTERLEAVE_MAX_THREADS = 1024,
  INTERLEAVE_MAX_PROCESSES = 256,
  INTERLEAVE_MAX_EVENTS = 1 << 15,
  INTERLEAVE_MAX_DEVIATIONS = 1 << 14,
  INTERLEAVE_MAX_INPUTS = 256,
  INTERLEAVE_MAX_USES = 1 << 12,
  INTERLEAVE_MAX_STEPS = 1 << 14,
  INTERLEAVE_MAX_SLEEPERS = 1 << 12,
  INTERLEAVE_MAX_CANDIDATES = 1 << 17,
  INTERLEAVE_MAX_ACCESSES = 1 << 16,
  INTERLEAVE_TEXT_BYTES = 1 << 18,
  INTERLEAVE_OUTPUT_BYTES = 16 << 10,
  INTERLEAVE_STRATEGY_BYTES = 32,
};

// What decides the choices of an execution.
enum interleave_chooser {
  INTERLEAVE_REPLAY,   // the default choice, but for the plan's deviations
  INTERLEAVE_GUIDED,   // a search: a prefix, then the default choice without the threads that sleep
  INTERLEAVE_SAMPLED,  // the sampling strategy that the plan names, from its seed
};

// How an execution ended. Numbers cross the process boundary: append only.
enum interleave_ending {
  INTERLEAVE_ENDED_WITHOUT_RECORD = 0,  // the process died without the engine's knowledge
  INTERLEAVE_PASSED = 1,
  INTERLEAVE_FAILED = 2,
  INTERLEAVE_DEADLOCKED = 3,
  INTERLEAVE_LIVELOCKED = 4,
  INTERLEAVE_VIRTUAL_TIME = 5,
  INTERLEAVE_THREADS = 6,
  INTERLEAVE_EXIT_CALL = 7,
  INTERLEAVE_UNMODELLED = 8,
  INTERLEAVE_OUT_OF_MEMORY = 9,
  INTERLEAVE_REDUNDANT = 10,  // only sleeping threads could go on
};

// Why the process ended, as its parent saw it.
enum interleave_death {
  INTERLEAVE_EXITED = 0,
  INTERLEAVE_SIGNALLED = 1,
  INTERLEAVE_PROCESSOR_TIME = 2,
  INTERLEAVE_WALL_TIME = 3,
  INTERLEAVE_MEMORY = 4,
  INTERLEAVE_OUTPUT = 5,
  INTERLEAVE_FILE_SIZE = 6,
};

// What an event or a waiting thread does. Numbers cross the process boundary: append only.
enum interleave_operation {
  INTERLEAVE_START = 1,
  INTERLEAVE_END,
  INTERLEAVE_CREATE,
  INTERLEAVE_JOIN,
  INTERLEAVE_LOCK,
  INTERLEAVE_UNLOCK,
  INTERLEAVE_TRY_LOCK,
  INTERLEAVE_WAIT,
  INTERLEAVE_SIGNAL,
  INTERLEAVE_BROADCAST,
  INTERLEAVE_ACQUIRE,
  INTERLEAVE_POST,
  INTERLEAVE_ONCE,
  INTERLEAVE_FUTEX_WAIT,
  INTERLEAVE_FUTEX_WAKE,
  INTERLEAVE_SLEEP,
  INTERLEAVE_YIELD,
  INTERLEAVE_READ,
  INTERLEAVE_WRITE,
  INTERLEAVE_ATOMIC,
  INTERLEAVE_OPERATION_BEGIN,
  INTERLEAVE_OPERATION_END,
  INTERLEAVE_NOTE,
  INTERLEAVE_EXPECTATION,
  INTERLEAVE_KILL,
  INTERLEAVE_RECEIVE,  // from a pipe or a socket
  INTERLEAVE_SEND,
  INTERLEAVE_POLL,  // waits until a descriptor is ready
  INTERLEAVE_CLOSE,
  INTERLEAVE_EARLY_TIMEOUT,    // a timed wait that ended before others had their turn
  INTERLEAVE_SPURIOUS_WAKEUP,  // a wait that ended although nobody had ended it
  INTERLEAVE_HISTORY_BEGIN,    // the property names the model of a history
};

enum interleave_object {
  INTERLEAVE_NO_OBJECT = 0,
  INTERLEAVE_THREAD,
  INTERLEAVE_MUTEX,
  INTERLEAVE_CONDITION,
  INTERLEAVE_SEMAPHORE,
  INTERLEAVE_RW_LOCK,
  INTERLEAVE_ONCE_CONTROL,
  INTERLEAVE_FUTEX,
  INTERLEAVE_SPIN_LOCK,
  INTERLEAVE_EVENT_LOOP,
  INTERLEAVE_LOCATION,  // memory; numbered in detailed executions only, and no part of the digest
  INTERLEAVE_PROCESS,
  INTERLEAVE_PIPE,         // or a pair of sockets
  INTERLEAVE_DESCRIPTORS,  // whatever a poll waits for
  INTERLEAVE_BARRIER,
  INTERLEAVE_COUNTER,
  INTERLEAVE_HISTORY,
  INTERLEAVE_SCRIPT_LOCK,  // an interpreter's, which its scripts use
  INTERLEAVE_OBJECT_KINDS,
};

// What a choice was between.
enum interleave_deviation_kind {
  INTERLEAVE_PREEMPTED = 1,  // the running thread could go on
  INTERLEAVE_WENT_ON = 2,    // it could not
  INTERLEAVE_WOKEN = 3,      // several waiters of which one was let go
};

struct interleave_deviation {
  uint32_t skip;
  uint32_t thread;
  // Where it stood: events until then, the thread that ran, and the scheduling points that thread had passed.
  uint32_t events;
  uint32_t step;
  uint16_t running;
  uint8_t kind;
  uint8_t reserved;
};

struct interleave_event {
  uint64_t time;    // virtual nanoseconds since the execution began
  uint64_t offset;  // innermost exercise code, from its library's base; 0: none or not looked up
  uint32_t text;    // offset into text[], 0: none
  uint32_t place;   // offset into text[]: a script's `FILE:LINE`; 0: none, or the text tells it
  uint16_t thread;
  uint16_t object;  // number within its kind
  uint8_t object_kind;
  uint8_t operation;
  uint8_t reserved[2];
};

struct interleave_waiting {
  uint64_t offset;
  uint32_t place;  // as an event's
  int32_t thread;
  int32_t held_by;  // -1: no owner
  uint16_t object;
  uint8_t object_kind;
  uint8_t operation;
};

// How memory is accessed: any of these together.
enum interleave_access {
  INTERLEAVE_ACCESS_WRITE = 1,
  INTERLEAVE_ACCESS_ATOMIC = 2,
  INTERLEAVE_ACCESS_EXCLUSIVE = 4,  // Swift's, to a variable that is changed in place
};

struct interleave_lock {
  uint16_t number;
  uint8_t kind;  // enum interleave_object
};

enum { INTERLEAVE_RACE_LOCKS = 4 };

struct interleave_race_access {
  uint64_t offset;  // from the exercise's library's base; 0: elsewhere
  uint16_t thread;
  uint8_t kind;  // enum interleave_access
  uint8_t lock_count;
  struct interleave_lock locks[INTERLEAVE_RACE_LOCKS];  // held, in the order in which they were taken
};

// Two accesses to the same memory that nothing orders, the first of an execution to be seen.
struct interleave_race {
  bool found;
  struct interleave_race_access first, second;
};

struct interleave_input {
  uint64_t choice;
  uint32_t label;  // offset into text[]
  uint32_t value;  // offset into text[]
};

// Something that threads waited for, or memory that they used.
struct interleave_used {
  uintptr_t address;
  uint16_t first_thread;
  bool shared;   // another thread used it too
  bool changed;  // by anyone, or may have been
};

// How often a thread used it.
struct interleave_use {
  uint16_t used;  // index into used[]
  uint16_t thread;
  uint32_t count;
};

// What the threads of one execution used, in order of the first uses.
struct interleave_profile {
  uint32_t thread_count;
  uint32_t used_count;
  uint32_t use_count;
  uint16_t creators[INTERLEAVE_MAX_THREADS];  // by thread: who created it
  struct interleave_used used[INTERLEAVE_MAX_USES];
  struct interleave_use uses[INTERLEAVE_MAX_USES];
};

// How a step uses something. Two uses of the same conflict unless their modes are the same and not `WRITES`.
enum interleave_mode {
  INTERLEAVE_READS = 0,
  INTERLEAVE_WRITES = 1,
  INTERLEAVE_RETURNS = 2,      // an operation's end, which begins conflict with
  INTERLEAVE_WAKES = 3,        // no use: a thread, its number the address, can go on because of this step
  INTERLEAVE_TIME_PASSES = 4,  // no use: before this step, time let the thread go on
};

// One use of memory or of something that threads wait for.
struct interleave_touch {
  uint64_t address;
  uint32_t size;
  uint8_t kind;  // enum interleave_object
  uint8_t mode;  // enum interleave_mode
  bool closed;   // just before, no thread that wanted to take the object could have
};

// From a choice to the next one: who could run, who did, and what that thread used until the next choice.
struct interleave_step {
  uint16_t thread;  // who runs, or is let go
  uint16_t standard;
  uint16_t candidate_count;
  uint32_t access_count;
  uint32_t first_candidate, first_access;  // indices
  bool among_waiters;                      // who is let go, not who runs
  bool can_stay;                           // the default is the thread that ran before
  bool takes;                              // the first use waits until the object is free
  bool pending;                            // after the last choice: what a thread would have done next
};

// The steps of a guided execution.
struct interleave_observation {
  uint32_t step_count;
  uint32_t candidate_count;
  uint32_t access_count;
  bool partial;  // there was more than is kept
  bool unseen;   // threads met in state that no hook shows
  struct interleave_step steps[INTERLEAVE_MAX_STEPS];
  uint16_t candidates[INTERLEAVE_MAX_CANDIDATES];
  struct interleave_touch accesses[INTERLEAVE_MAX_ACCESSES];
};

// A thread that is not run until a step conflicts with what it is about to do: one use of that.
struct interleave_sleeper {
  uint16_t thread;
  struct interleave_touch access;
};

// One execution, asked for.
struct interleave_plan {
  enum interleave_chooser chooser;
  char strategy[INTERLEAVE_STRATEGY_BYTES];  // sampled: its name, ended by 0
  uint64_t seed;
  const struct interleave_deviation *deviations;
  size_t deviation_count;
  bool anchored;            // deviations happen where the running thread stands as recorded, not after so many choices
  bool detailed;            // look up the exercise code behind every event
  uint64_t expected_steps;  // PCT spreads its priority changes over so many points
  bool profiled;            // fill in the result's profile, which SURW reads in executions after this one
  bool program;             // runs a program from its `main`: its exit is no early end
  // Guided: so many choices are the schedule's; then the sleepers sleep.
  uint32_t prefix;
  const struct interleave_sleeper *sleepers;
  size_t sleeper_count;
  bool opaque;  // any two steps conflict
  // The exercise's library: scheduling choices are offered to code in it and to what it calls.
  uintptr_t library_base, library_end;
  // Bounds; see ExecutionLimits.
  uint64_t max_steps;
  uint64_t max_virtual_nanoseconds;
  uint32_t max_threads;
  uint64_t processor_seconds, wall_seconds, memory_bytes, output_bytes, file_bytes;
};

enum interleave_limit { INTERLEAVE_NO_LIMIT, INTERLEAVE_OPEN_FILES, INTERLEAVE_DISK };

// A limit of the sandbox that a call met.
struct interleave_met_limit {
  enum interleave_limit limit;
  uint32_t call;   // offset into text[]
  uint64_t bound;  // so many open files
};

// One execution, answered: memory shared by the execution and its parent.
struct interleave_result {
  enum interleave_ending ending;
  enum interleave_death death;
  int status;        // exit status or signal number
  uint32_t message;  // offset into text[]
  uint32_t file;     // offset into text[]: where the expectation or call stands
  uint32_t line;
  uint64_t offset;
  uint64_t steps;
  uint64_t digest;
  uint64_t time;
  uint32_t thread_count;
  uint32_t waiting_count;
  uint32_t input_count;
  uint32_t deviation_count;
  uint32_t event_count;  // events that happened; kept are the last INTERLEAVE_MAX_EVENTS
  uint32_t text_used;
  uint32_t history_count;
  bool deviations_overflowed;
  bool races_missed;  // there was no room to keep track of all memory and all order: races after that are not seen
  struct interleave_race race;
  struct interleave_met_limit met;  // the first that the code met
  uint64_t seal;                    // the last thing that a whole execution writes
  bool complete;                    // whether that is what belongs under this answer; said by the parent
  size_t output_bytes;              // written by the execution; kept are the first in output[]
  char output[INTERLEAVE_OUTPUT_BYTES];
  uint32_t thread_names[INTERLEAVE_MAX_THREADS];
  struct interleave_waiting waiting[INTERLEAVE_MAX_THREADS];
  struct interleave_input inputs[INTERLEAVE_MAX_INPUTS];
  struct interleave_deviation deviations[INTERLEAVE_MAX_DEVIATIONS];
  struct interleave_event events[INTERLEAVE_MAX_EVENTS];
  char text[INTERLEAVE_TEXT_BYTES];
  struct interleave_profile profile;          // of the last profiled execution
  struct interleave_observation observation;  // of the last guided execution
};

// Swift does not import arrays this large: their first elements.
static inline const char *interleave_output(const struct interleave_result *result) { return result->output; }
static inline const char *interleave_text(const struct interleave_result *result, uint32_t offset) {
  return result->text + (offset < INTERLEAVE_TEXT_BYTES ? offset : 0);
}
static inline const uint32_t *interleave_thread_names(const struct interleave_result *result) {
  return result->thread_names;
}
static inline const struct interleave_waiting *interleave_waiting_threads(const struct interleave_result *result) {
  return result->waiting;
}
static inline const struct interleave_input *interleave_inputs(const struct interleave_result *result) {
  return result->inputs;
}
static inline const struct interleave_deviation *interleave_deviations(const struct interleave_result *result) {
  return result->deviations;
}
static inline const struct interleave_event *interleave_events(const struct interleave_result *result) {
  return result->events;
}
static inline const struct interleave_step *interleave_steps(const struct interleave_result *result) {
  return result->observation.steps;
}
static inline const uint16_t *interleave_candidates(const struct interleave_result *result) {
  return result->observation.candidates;
}
static inline const struct interleave_touch *interleave_accesses(const struct interleave_result *result) {
  return result->observation.accesses;
}

// ---- For the target ------------------------------------------------------------------------

// A process that forks executions, one at a time and each from the same memory. A host has one.
struct interleave_server;

// Makes the caller, which must be single-threaded, the server, and returns in a child of its, the host: every execution
// runs body(context). Neither's memory, descriptors and life are in the executions' hands. Null with errno set on
// failure.
INTERLEAVE_WEAK struct interleave_server *interleave_server_fork(void (*body)(void *context), void *context);

// Starts the program arguments[0], with the engine preloaded as it is here, as a server. Executions begin at `main`, or
// where an interpreter calls interleave_serve(). Null with errno set on failure.
INTERLEAVE_WEAK struct interleave_server *interleave_program_start(char *const arguments[], bool at_call);

// Runs one execution under the plan, of which a program fills in its own addresses. Returns 0, an errno value when no
// execution could start, or EPIPE when the server is gone.
INTERLEAVE_WEAK int interleave_server_execute(struct interleave_server *server, const struct interleave_plan *plan);

// What the last execution answered.
INTERLEAVE_WEAK struct interleave_result *interleave_server_result(struct interleave_server *server);

// Why the server is gone, as it said itself; empty: it did not.
INTERLEAVE_WEAK const char *interleave_server_refusal(const struct interleave_server *server);

// The addresses that the library which holds `address` takes up; false when none does. What compiled Swift caches in it
// is known from then on.
INTERLEAVE_WEAK bool interleave_library_extent(const void *address, uintptr_t *base, uintptr_t *end);

// Whether the engine was preloaded.
static inline bool interleave_is_loaded(void) { return interleave_server_execute != NULL; }

// ---- For an interpreter ----------------------------------------------------------------------

// Serves executions that begin here, and returns in each; nothing unless the host said so.
INTERLEAVE_WEAK void interleave_serve(void);

// Offers a choice between a script's steps; called without the interpreter's lock.
INTERLEAVE_WEAK void interleave_offer(void);

// Names the calling thread.
INTERLEAVE_WEAK void interleave_name(const char *name);

// Tells on which line of a script the calling thread is: `FILE:LINE`, and after a space what it does there.
INTERLEAVE_WEAK void interleave_at(const char *place);

// Notes the step that follows, and where it is, as above; called with the interpreter's lock, so that nothing comes
// between.
INTERLEAVE_WEAK void interleave_note(const char *text);

// ---- For the kit, inside an execution ------------------------------------------------------

// Starts a thread that runs body(context); returns its logical number.
INTERLEAVE_WEAK int interleave_thread_start(const char *name, void (*body)(void *context), void *context);

// An access to memory by code that the compiler has not instrumented.
INTERLEAVE_WEAK void interleave_access(const void *address, size_t size, bool writes);

// Waits until the thread has ended.
INTERLEAVE_WEAK void interleave_thread_join(int thread);

INTERLEAVE_WEAK bool interleave_thread_has_ended(int thread);

// Forks a process that runs body(context) and exits with what it returns; gives the process's identifier, which
// `waitpid` and `kill` take, or -1 with errno set.
INTERLEAVE_WEAK int interleave_process_start(const char *name, int (*body)(void *context), void *context);

// Scheduling points the thread has passed; -1: the calling thread.
INTERLEAVE_WEAK uint64_t interleave_thread_steps(int thread);

// Virtual nanoseconds since the execution began.
INTERLEAVE_WEAK uint64_t interleave_time(void);

// Allows timed waits to end early, and condition and futex waits to end spuriously, in this execution.
INTERLEAVE_WEAK void interleave_allow(bool early_timeouts, bool spurious_wakeups);

// Sleeps in virtual time, and past what the others can do before.
INTERLEAVE_WEAK void interleave_sleep(uint64_t nanoseconds);

// Orders threads where the kit, whose accesses nobody watches, hands something from one to another: all that a thread
// did before it releases the address comes before what another does after it acquires it.
INTERLEAVE_WEAK void interleave_release(const void *address);
INTERLEAVE_WEAK void interleave_acquire(const void *address);

// Records an event of the calling thread: an operation's begin or end, or a note.
INTERLEAVE_WEAK void interleave_record(enum interleave_operation operation, const char *text);

// Says that the calling thread uses state that the kit keeps outside of instrumented code.
INTERLEAVE_WEAK void interleave_use_state(const void *state, bool changes);

// Begins a history: its operations are judged by the model of that name once the execution has ended. Gives its number.
INTERLEAVE_WEAK uint32_t interleave_history_begin(const char *model);

// Records the begin or the end of a history's operation.
INTERLEAVE_WEAK void interleave_history_record(uint32_t history, enum interleave_operation operation, const char *text);

// Records a drawn input.
INTERLEAVE_WEAK void interleave_input(uint64_t choice, const char *label, const char *value);

// Ends the execution: an expectation did not hold.
INTERLEAVE_WEAK _Noreturn void interleave_fail(const char *message, const char *file, uint32_t line);

#ifdef __cplusplus
}
#endif
