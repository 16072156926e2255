// Limits the process and becomes the command.
#include "command.h"

#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cgroup.h"
#include "filter.h"
#include "landlock.h"
#include "priority.h"
#include "privileges.h"
#include "report.h"
#include "system.h"

static void limit(int resource, const char *name, uint64_t soft, uint64_t hard) {
  struct rlimit now;
  if (getrlimit(resource, &now) < 0) fail("getrlimit", name, "");
  // Nobody may raise a hard limit: what the machine allows already is the most there is.
  if (hard > now.rlim_max) hard = now.rlim_max;
  if (soft > hard) soft = hard;
  struct rlimit wanted = {soft, hard};
  if (setrlimit(resource, &wanted) < 0)
    fail("setrlimit", name, "ask for a smaller limit, or start the grader with a higher one");
}

static void limit_resources(const struct options *options) {
  const struct limits *limits = &options->limits;
  // Too small for a core dump. With 0 the kernel would still start a machine's crash collector.
  limit(RLIMIT_CORE, "core", 1, 1);
  // The default size of a thread's stack follows it: the same everywhere.
  limit(RLIMIT_STACK, "stack", 8 << 20, RLIM_INFINITY);
  if (limits->cpu_ms) {
    // For each process alone, in whole seconds; the supervisor adds the tree up. The soft limit comes
    // first so that SIGXCPU, not SIGKILL, tells the cause.
    uint64_t seconds = (limits->cpu_ms + 999) / 1000;
    limit(RLIMIT_CPU, "cpu", seconds, seconds + 1);
  }
  if (limits->file_bytes) limit(RLIMIT_FSIZE, "fsize", limits->file_bytes, limits->file_bytes);
  if (limits->open_files) limit(RLIMIT_NOFILE, "nofile", limits->open_files, limits->open_files);
  // The supervisor counts, and names the excess. This bounds a bomb until it does, well above its limit:
  // at the limit forks would fail instead for an ordinary user, and not for global root, whom the kernel
  // exempts. Outside of a user namespace it would count everything this user runs.
  if (limits->processes && options->tier >= TIER_FULL)
    limit(RLIMIT_NPROC, "nproc", 8 * limits->processes, 8 * limits->processes);
}

/// Undoes what the launcher and the supervisor set for themselves.
static void restore_signals(void) {
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

void command_become(const struct options *options, const char *scratch) {
  if (options->tier == TIER_FULL_CGROUP) cgroup_join();
  if (setsid() < 0) fail("setsid", "", "");
  priority_restore();
  umask(022);
  restore_signals();
  if (options->core >= 0) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(options->core, &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) < 0)
      fail("sched_setaffinity", "", "name a core that `nproc` counts and `taskset -p $$` allows");
  }
  if (options->fixed_layout && personality(ADDR_NO_RANDOMIZE) < 0)
    fail("personality", "ADDR_NO_RANDOMIZE", "in a container allow `personality` in its seccomp profile");
  if (chdir(options->directory) < 0) fail("chdir", options->directory, "mount the folder the command is to start in");
  privileges_drop();
  if (options->tier == TIER_CONFINED) landlock_confine(options, scratch);
  // Whatever else is open, the report's descriptor and any that the caller leaked, ends here.
  if (sys_close_range(3, ~0u) < 0) fail("close_range", "", "the sandbox needs Linux 5.9 or newer");
  limit_resources(options);
  if (options->tier >= TIER_CONFINED) filter_install(options->tier);
  execve(options->command[0], options->command, options->environment);
  fail(
      "execve", options->command[0],
      "check that the program exists inside, is executable, and that the libraries and the loader it "
      "names are mounted too");
}
