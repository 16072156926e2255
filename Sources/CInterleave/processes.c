// Processes: forked, ended, killed, crashed. Each is known by its order of creation, and by the number of its first
// thread where the program asks for a process's number. One thread of all processes runs at a time.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "races.h"
#include "real.h"

static __thread struct thread *forked;  // the first thread of the child that is about to begin

static pid_t kernel_id(void) { return (pid_t)REAL(syscall)(SYS_getpid); }

struct object *object_of_process(const struct process *process) {
  struct object *object = object_at(process, INTERLEAVE_PROCESS);
  object->number = (uint16_t)process->number;
  return object;
}

struct process *process_with_id(pid_t id) {
  const struct thread *thread = thread_with_id((uint32_t)id);
  return thread && thread->process->first == thread ? thread->process : NULL;
}

struct process *process_add(const char *name) {
  if (engine.process_count == INTERLEAVE_MAX_PROCESSES) engine_finish(INTERLEAVE_THREADS, NULL);
  struct process *process = &engine.processes[engine.process_count];
  *process = (struct process){.number = engine.process_count++, .parent = self ? self->process : NULL};
  char numbered[24];
  if (!name) snprintf(numbered, sizeof numbered, "child-%d", process->number);
  if (process->parent) observe_unseen();
  if (process->parent) process->name = keep_text(name ? name : numbered);
  return process;
}

// ---- Their real end --------------------------------------------------------------------------

static bool has_died(pid_t process, int milliseconds) {
  struct pollfd end = {.fd = (int)REAL(syscall)(SYS_pidfd_open, process, 0), .events = POLLIN};
  if (end.fd < 0) return errno == ESRCH || REAL(kill)(process, 0) != 0;
  bool dead = REAL(poll)(&end, 1, milliseconds) == 1;
  REAL(syscall)(SYS_close, end.fd);
  return dead;
}

void await_death(const struct process *process) {
  while (!has_died(process->kernel_id, -1)) REAL(sched_yield)();
}

// The signal that a dead process died of, from what the kernel keeps until its parent asks; 0: none, or not told.
static int death_signal(pid_t process) {
  enum { STATE = 3, EXIT_CODE = 52 };  // fields, counted from 1
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", process);
  int file = REAL(open)(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = REAL(syscall)(SYS_read, file, text, sizeof text - 1);
  REAL(syscall)(SYS_close, file);
  if (length <= 0) return 0;
  text[length] = 0;
  const char *field = strrchr(text, ')');
  for (int i = STATE; field && i <= EXIT_CODE; i++) field = strchr(field + 1, ' ');
  return field ? atoi(field) & 127 : 0;
}

// ---- Their end under control -----------------------------------------------------------------

// A process's end concerns those who wait for it, for what it held, or for what it had open.
static bool concerns(const struct process *process, const struct thread *thread) {
  const struct object *object = thread->pending;
  if (thread->state != BLOCKED || !object) return false;
  return (object->kind == INTERLEAVE_PROCESS && thread->process == process->parent) || is_descriptor(object) ||
         (object->owner && object->owner->process == process);
}

void process_end(struct process *process, int signal) {
  char name[16] = "";
  if (signal) snprintf(name, sizeof name, "SIG%s", sigabbrev_np(signal));
  struct thread *me = self;
  for (int i = 0; i < engine.thread_count; i++) {
    struct thread *thread = engine.threads[i];
    if (thread->process != process || thread->state == ENDED) continue;
    if (self->process != process) self = thread;
    order_release(object_of_process(process));
    thread->state = ENDED;
    mutexes_abandon(thread);
    engine.live_count--;
  }
  record(INTERLEAVE_END, object_of_process(process), signal ? name : NULL, 0);
  self = me;
  process->live_count = 0;
  process->ended = true;
  shared_memory_forget(process);
  for (int i = 0; i < engine.thread_count; i++)
    if (concerns(process, engine.threads[i])) engine.threads[i]->state = RUNNABLE;
  for (int i = 0; i < engine.process_count; i++)
    if (engine.processes[i].parent == process) engine.processes[i].parent = NULL;
}

_Noreturn void process_exit(int status) {
  process_end(self->process, 0);
  hand_over(self);
  REAL(syscall)(SYS_exit_group, status);
  __builtin_unreachable();
}

// After the handlers of `exit`, of which ours was the first to be set and so is the last to run.
static void at_exit(int status, void *unused) {
  if (!controlled() || self->process->number == 0) return;
  fflush(NULL);
  process_exit(status);
}

// A process that dies by itself tells nobody: the others look, now and then, and act for it.
void notice_death(void) {
  struct thread *running = engine.running;
  struct process *process = running->process;
  if (process->kernel_id == kernel_id() || !has_died(process->kernel_id, 0)) return;
  // With its first process the execution has ended; who waited for that may be dead too.
  if (process->number == 0) REAL(syscall)(SYS_exit_group, 0);
  static atomic_flag noticing = ATOMIC_FLAG_INIT;
  if (atomic_flag_test_and_set(&noticing)) return;
  if (engine.running == running && !process->ended) {
    int signal = death_signal(process->kernel_id);
    // Bounds hold for the whole execution: its first process passes on which one was reached.
    if (signal == SIGXCPU || signal == SIGXFSZ) REAL(kill)(engine.processes[0].kernel_id, signal);
    struct thread *me = self;
    self = running;
    process_end(process, signal);
    hand_over(running);
    self = me;
  }
  atomic_flag_clear(&noticing);
}

void processes_end(void) {
  pid_t own = kernel_id();
  for (int i = 1; i < engine.process_count; i++) {
    const struct process *process = &engine.processes[i];
    if (!process->ended && process->kernel_id != own) REAL(kill)(process->kernel_id, SIGKILL);
  }
  const struct process *first = &engine.processes[0];
  if (first->kernel_id == own) return;
  // Whoever waits for the execution waits for its first process.
  engine.finished = true;
  for (int i = 0; i < engine.thread_count; i++)
    if (engine.threads[i]->process == first && engine.threads[i]->state != ENDED) {
      give_turn(engine.threads[i]);
      break;
    }
}

// ---- Fork ------------------------------------------------------------------------------------

// Runs in the child before its other handlers: they are under control already.
static void begin_child(void) {
  if (!controlled()) return;
  struct thread *thread = forked;
  if (!thread) REAL(syscall)(SYS_exit_group, 70);  // forked past us
  self = forked = NULL;
  await_turn(thread);
  thread_begins(thread);
  races_begin_process();
  record(INTERLEAVE_START, NULL, NULL, 0);
}

void processes_prepare(void) {
  pthread_atfork(NULL, NULL, begin_child);
  on_exit(at_exit, NULL);
}

static pid_t fork_process(const char *name, uintptr_t caller) {
  share_engine();
  struct process *process = process_add(name);
  forked = thread_copy(self, process);
  objects_copy(self, forked);
  shared_memory_copy(self->process, process);
  descriptors_copy(self->process, process);
  struct thread *first = forked;
  pid_t child = REAL(fork)();
  if (child == 0) return 0;
  forked = NULL;
  if (child < 0) {
    int error = errno;
    first->state = ENDED;
    engine.live_count--;
    process->ended = process->reaped = true;
    errno = error;
    return -1;
  }
  process->kernel_id = child;
  struct object *object = object_of_process(process);
  record(INTERLEAVE_CREATE, object, NULL, caller);
  offer_choice((struct step){.operation = INTERLEAVE_CREATE, .object = object}, caller);
  return id_of(first);
}

EXPORT pid_t fork(void) {
  if (!controlled()) return REAL(fork)();
  return fork_process(NULL, CALLER);
}

// The child of a vfork would return from this function, and its parent after it: a fork instead.
EXPORT pid_t vfork(void) {
  if (!controlled()) return REAL(fork)();
  return fork_process(NULL, CALLER);
}

EXPORT int interleave_process_start(const char *name, int (*body)(void *context), void *context) {
  pid_t child = fork_process(name, CALLER);
  if (child == 0) exit(body(context));
  return child;
}
