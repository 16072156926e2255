// Watches a command: its end, its limits and its caller.
#include "supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>

#include "cgroup.h"
#include "filesystem.h"
#include "report.h"
#include "system.h"
#include "tree.h"

/// How often the tree is looked at. A process can fault in some tens of MiB in this time. The first looks are
/// closer together: a fork bomb is easier to end while it is small.
enum { FIRST_LOOK_US = 1000, LOOK_US = 20000 };

uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool wait_for_caller(int control, int other, int milliseconds) {
  // The caller sends nothing: readable means closed. A negative descriptor is skipped.
  struct pollfd watched[] = {{.fd = control, .events = POLLIN}, {.fd = other, .events = POLLIN}};
  return poll(watched, 2, milliseconds) > 0 && watched[0].revents != 0;
}

/// Reaps what has ended. Returns whether `command` was among it, and how it ended.
static bool reap(pid_t command, int *status) {
  bool ended = false;
  int each;
  for (pid_t pid; (pid = waitpid(-1, &each, WNOHANG)) > 0;)
    if (pid == command) {
      *status = each;
      ended = true;
    }
  return ended;
}

static sigset_t watched_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGTERM);
  return set;
}

void supervisor_block_signals(void) {
  sigset_t set = watched_signals();
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) fail("sigprocmask", "", "run the grader on Linux");
}

/// What there is too much of. One look is no count: the tree may be ending.
static enum cause processes_or_threads(struct tree tree) {
  return tree.threads > 2 * tree.listed ? CAUSE_THREADS : CAUSE_PROCESSES;
}

/// By the group's counters, which are exact.
static enum cause exceeded_in_group(const struct limits *limits, struct cgroup_use use) {
  if (limits->processes && use.out_of_processes) return processes_or_threads(tree_look(limits->processes));
  if (limits->cpu_ms && use.cpu_us > limits->cpu_ms * 1000) return CAUSE_CPU;
  if (limits->memory_bytes && use.out_of_memory) return CAUSE_MEMORY;
  return CAUSE_NONE;
}

/// Looks at each process.
static enum cause exceeded_in_tree(const struct limits *limits, struct ending *ending) {
  struct tree tree = tree_look(limits->processes);
  if (tree.blind) return CAUSE_TAMPERED;
  if (tree.resident_bytes > ending->peak_bytes) ending->peak_bytes = tree.resident_bytes;
  if (limits->processes && tree.threads > limits->processes) return processes_or_threads(tree);
  if (limits->cpu_ms) {
    struct rusage reaped;
    getrusage(RUSAGE_CHILDREN, &reaped);
    uint64_t cpu_us = tree.cpu_us + (uint64_t)(reaped.ru_utime.tv_sec + reaped.ru_stime.tv_sec) * 1000000 +
                      reaped.ru_utime.tv_usec + reaped.ru_stime.tv_usec;
    if (cpu_us > limits->cpu_ms * 1000) return CAUSE_CPU;
  }
  if (limits->memory_bytes && tree.resident_bytes > limits->memory_bytes &&
      tree_proportional_bytes() > limits->memory_bytes)
    return CAUSE_MEMORY;
  return CAUSE_NONE;
}

/// The causes that show in how the command ended, because the kernel enforces them.
static enum cause cause_of_status(int status, const struct limits *limits, uint64_t cpu_us) {
  if (!WIFSIGNALED(status)) return CAUSE_NONE;
  if (WTERMSIG(status) == SIGXFSZ && limits->file_bytes) return CAUSE_FILE_SIZE;
  if (WTERMSIG(status) == SIGXCPU && limits->cpu_ms) return CAUSE_CPU;
  // A command that ignores SIGXCPU meets the hard limit, one second later.
  if (WTERMSIG(status) == SIGKILL && limits->cpu_ms && cpu_us > limits->cpu_ms * 1000) return CAUSE_CPU;
  return CAUSE_NONE;
}

/// Whether a temporary folder is full, of which only the command was told. Without a tmpfs of its own there is no
/// limit.
static enum cause exceeded_in_folders(void) {
  static const char *const folders[] = {SCRATCH_INSIDE, "/dev/shm"};
  for (unsigned each = 0; each < sizeof folders / sizeof *folders; each++) {
    struct statfs found;
    if (statfs(folders[each], &found) < 0) continue;
    if (found.f_bavail == 0) return CAUSE_DISK;
    if (found.f_ffree == 0) return CAUSE_FILES;
  }
  return CAUSE_NONE;
}

void supervise(pid_t command, const struct options *options) {
  const struct limits *limits = &options->limits;
  const bool grouped = options->tier == TIER_FULL_CGROUP;
  struct ending ending = {0};
  uint64_t start = now_us();
  sigset_t set = watched_signals();
  int signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) fail("signalfd", "", "allow more descriptors: see `ulimit -n`");

  bool ended = false;
  uint64_t interval = FIRST_LOOK_US;
  for (uint64_t next_look = start + interval; !ended && ending.cause == CAUSE_NONE;) {
    uint64_t now = now_us();
    int wait_ms = next_look > now ? (int)((next_look - now + 999) / 1000) : 0;
    if (wait_for_caller(options->control, signals, wait_ms)) ending.cause = CAUSE_CALLER;
    struct signalfd_siginfo signal;
    while (read(signals, &signal, sizeof signal) > 0)
      if (signal.ssi_signo == SIGTERM) ending.cause = CAUSE_CALLER;
    ended = reap(command, &ending.status);
    now = now_us();
    if (ended || ending.cause != CAUSE_NONE) break;
    if (limits->wall_ms && now - start > limits->wall_ms * 1000) ending.cause = CAUSE_WALL;
    if (now < next_look) continue;
    if (ending.cause == CAUSE_NONE)
      ending.cause = grouped ? exceeded_in_group(limits, cgroup_look()) : exceeded_in_tree(limits, &ending);
    interval = 2 * interval < LOOK_US ? 2 * interval : LOOK_US;
    next_look = now_us() + interval;
  }
  ending.wall_us = now_us() - start;

  if (ended) {
    ending.cause = CAUSE_NONE;
    ending.strays = tree_look(limits->processes).processes;
  } else {
    ending.status = SIGKILL;
  }
  tree_end();

  struct rusage all;
  getrusage(RUSAGE_CHILDREN, &all);
  ending.cpu_us =
      (uint64_t)(all.ru_utime.tv_sec + all.ru_stime.tv_sec) * 1000000 + all.ru_utime.tv_usec + all.ru_stime.tv_usec;
  uint64_t largest = (uint64_t)all.ru_maxrss * 1024;
  if (largest > ending.peak_bytes) ending.peak_bytes = largest;
  if (grouped) {
    struct cgroup_use use = cgroup_look();
    ending.cpu_us = use.cpu_us;
    ending.peak_bytes = use.peak_bytes;
    if (ended) ending.cause = exceeded_in_group(limits, use);
  }
  if (ended && ending.cause == CAUSE_NONE) ending.cause = cause_of_status(ending.status, limits, ending.cpu_us);
  if (ended && ending.cause == CAUSE_NONE && ending.status != 0 && options->tier >= TIER_FULL)
    ending.cause = exceeded_in_folders();
  report_ending(&ending);
}
