// Runs one execution in a child process, under its bounds, and says how the process ended.
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

static const int look_milliseconds = 10;
static const double noticeable_seconds = 0.001;
static const int most_periods = 10;
static int output = -1;       // what the execution prints, kept in memory
static int no_input = -1;     // what the execution reads: nothing
static rlim_t own_memory;     // address space of the caller, which every execution starts with
static pid_t host;            // a child of the caller's that is no execution's; 0: none
static bool inherited[NSIG];  // signals that the caller handles or ignores

bool executions_prepare(pid_t other) {
  host = other;
  output = memfd_create("output", MFD_CLOEXEC);
  if (output < 0) return false;
  order_prepare();
  races_prepare();
  if (!references_prepare()) return false;
  FILE *statm = fopen("/proc/self/statm", "re");
  unsigned long pages = 0;
  if (!statm || fscanf(statm, "%lu", &pages) != 1) return false;
  fclose(statm);
  own_memory = pages * (rlim_t)sysconf(_SC_PAGESIZE);
  no_input = REAL(open)("/dev/null", O_RDONLY | O_CLOEXEC);
  if (no_input < 0) return false;
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    inherited[number] = sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL;
  }
  // What every execution would do, and pay for in copied pages, is done here once.
  mallopt(M_ARENA_MAX, 1);
  setvbuf(stdout, NULL, _IOLBF, 0);
  real_functions_find();
  threads_prepare();
  processes_prepare();
  sharing_prepare();
  // Processes that outlive an execution become this one's children, who ends them.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  return true;
}

// ---- In the child ----------------------------------------------------------------------------

static void limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard) {
  struct rlimit limits = {soft, hard};
  if (setrlimit(resource, &limits) != 0) _exit(70);
}

// The caller's caller may have blocked or ignored the signals that tell which bound was reached.
static void reset_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < NSIG; number++)
    if (inherited[number]) signal(number, SIG_DFL);
}

// One thread runs at a time: handing over to another processor would take several times as long.
static void stay_on_one_processor(void) {
  cpu_set_t own;
  CPU_ZERO(&own);
  int processor = REAL(sched_getcpu)();
  if (processor < 0 || processor >= CPU_SETSIZE) return;
  CPU_SET(processor, &own);
  REAL(sched_setaffinity)(0, sizeof own, &own);
}

static void confine(const struct interleave_plan *plan) {
  reset_signals();
  stay_on_one_processor();
  // Address space for threads' stacks comes on top of the memory that the exercise may use.
  rlim_t memory = own_memory + plan->memory_bytes + (rlim_t)plan->max_threads * ((512 << 10) + (64 << 10));
  limit(RLIMIT_AS, memory, memory);
  // No hard limit: code that ignores the signal is ended from outside.
  limit(RLIMIT_CPU, plan->processor_seconds, RLIM_INFINITY);
  limit(RLIMIT_FSIZE, plan->file_bytes, plan->file_bytes);
  limit(RLIMIT_CORE, 0, 0);
  // Nothing of the caller's stays open: neither its requests nor its answers.
  if (dup2(no_input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(70);
  close_range(3, ~0u, 0);
  // Of itself and of what it starts an execution may read what it likes.
  if (is_protected()) prctl(PR_SET_DUMPABLE, 1);
}

// ---- In the parent ---------------------------------------------------------------------------

static double seconds_since(const struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static uint64_t printed(void) {
  struct stat status;
  return fstat(output, &status) == 0 ? (uint64_t)status.st_size : 0;
}

// Seconds of processor time that the child has used; 0 once it has ended.
static double used_by(pid_t child) {
  clockid_t clock;
  struct timespec used = {0};
  if (clock_getcpuclockid(child, &clock) == 0) clock_gettime(clock, &used);
  return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

// Waits for the child; kills it past a bound. A period of wall-clock time in which the child used the processor is
// given again, up to ten times: on a loaded machine one that computes meets the bound on processor time, and not now
// this bound and now the other.
static enum interleave_death await(pid_t child, const struct interleave_plan *plan, int *status) {
  struct timespec idle_since;
  clock_gettime(CLOCK_MONOTONIC, &idle_since);
  double used = 0;
  int periods = 0;
  int handle = (int)REAL(syscall)(SYS_pidfd_open, child, 0);
  enum interleave_death death = INTERLEAVE_EXITED;
  for (;;) {
    struct pollfd ended = {.fd = handle, .events = POLLIN};
    REAL(poll)(&ended, handle < 0 ? 0 : 1, look_milliseconds);
    pid_t waited = waitpid(child, status, WNOHANG);
    if (waited == child) break;
    if (printed() > plan->output_bytes)
      death = INTERLEAVE_OUTPUT;
    else if (seconds_since(&idle_since) <= (double)plan->wall_seconds)
      continue;
    else if (used_by(child) - used < noticeable_seconds || ++periods == most_periods)
      death = INTERLEAVE_WALL_TIME;
    else if (used_by(child) > (double)plan->processor_seconds + 1)
      death = INTERLEAVE_PROCESSOR_TIME;
    else {
      used = used_by(child);
      clock_gettime(CLOCK_MONOTONIC, &idle_since);
      continue;
    }
    REAL(kill)(child, SIGKILL);
    waitpid(child, status, 0);
    break;
  }
  if (handle >= 0) close(handle);
  return death;
}

// Ends the processes that the execution left behind, however it ended.
static void end_strays(void) {
  for (bool left = true; left;) {
    left = false;
    FILE *children = fopen("/proc/thread-self/children", "re");
    for (int child; children && fscanf(children, "%d", &child) == 1;) {
      if (child == host) continue;
      REAL(kill)(child, SIGKILL);
      waitpid(child, NULL, 0);
      left = true;  // and its own children are this process's now
    }
    if (children) fclose(children);
  }
}

static enum interleave_death death_by(int signal) {
  switch (signal) {
    case SIGXCPU: return INTERLEAVE_PROCESSOR_TIME;
    case SIGXFSZ: return INTERLEAVE_FILE_SIZE;
    default: return INTERLEAVE_SIGNALLED;
  }
}

static void keep_output(struct interleave_result *result) {
  result->output_bytes = printed();
  size_t kept = result->output_bytes < sizeof result->output ? result->output_bytes : sizeof result->output;
  if (kept > 0 && pread(output, result->output, kept, 0) < 0) result->output_bytes = 0;
  if (result->output_bytes > 0 && ftruncate(output, 0) < 0) result->output_bytes = 0;
  // The execution could have cut it, too.
  lseek(output, 0, SEEK_SET);
}

int execute(
    const struct interleave_plan *plan, void (*body)(void *context), void *context, struct interleave_result *result) {
  if (!engine_prepare(plan)) return EINVAL;
  result->ending = INTERLEAVE_ENDED_WITHOUT_RECORD;
  result->seal = 0;
  seal_begin();
  callers_find();
  pid_t parent = (pid_t)REAL(syscall)(SYS_getpid);
  pid_t child = REAL(fork)();
  if (child < 0) return errno;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(70);
    confine(plan);
    engine_begin(plan, result);
    body(context);
    engine_finish(INTERLEAVE_PASSED, NULL);
  }
  int status = 0;
  enum interleave_death death = await(child, plan, &status);
  end_strays();
  if (death == INTERLEAVE_EXITED && WIFSIGNALED(status)) death = death_by(WTERMSIG(status));
  // A file may grow no further than the output may.
  if (death == INTERLEAVE_FILE_SIZE && printed() >= plan->file_bytes) death = INTERLEAVE_OUTPUT;
  result->complete = result->seal == seal_of(result);
  result->death = death;
  result->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  keep_output(result);
  return 0;
}
