// sandbox-launcher: runs one command isolated and limited, and reports how it ended.
//
//   sandbox-launcher [--tier full+cgroup|full|confined|limits] [--read-only HOST INSIDE]... [--writable HOST INSIDE]...
//     [--env NAME=VALUE]... [--chdir DIR] [--scratch-bytes N] [--wall-ms N] [--cpu-ms N]
//     [--memory-bytes N] [--processes N] [--file-bytes N] [--open-files N] [--core N]
//     [--fixed-layout] [--control-fd N] -- COMMAND [ARGUMENT]...
//   sandbox-launcher --attempt-escape FILE PID   what a command could do at the tier it runs this at
//   sandbox-launcher --sweep                     removes what killed launchers left behind
//
// Three processes:
//   launcher    outside; gives up on the others when its caller does, and prints the report
//   supervisor  from tier `full` on the init of a process namespace: when it ends the kernel ends all the rest
//   command     limited, without privileges; its standard streams are the caller's
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "attempts.h"
#include "cgroup.h"
#include "command.h"
#include "filesystem.h"
#include "namespaces.h"
#include "options.h"
#include "priority.h"
#include "privileges.h"
#include "report.h"
#include "scratch.h"
#include "supervisor.h"
#include "system.h"
#include "tree.h"

/// What the supervisor is given to do its work after a limit, before the launcher ends it too.
enum { GRACE_MS = 2000 };

/// No signal ignored or blocked, whatever the caller had set: what is not set here the command inherits so.
static void reset_signals(void) {
  // The kernel's own structure, all zero, stands for the default. The C library's call would refuse the two
  // signals that it keeps for itself, which can be inherited as ignored all the same.
  const unsigned long usual[8] = {0};
  for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, usual, NULL, 8);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_standard_streams(void) {
  // Only the command may hold them: their other ends must see it close them.
  for (int stream = 0; stream <= 2; stream++) close(stream);
}

/// The supervisor: isolates itself, then starts the command and watches it. The steps' order matters.
static _Noreturn void run_supervisor(
    struct options *options, const char *scratch, int launcher, int group, unsigned uid, unsigned gid) {
  report_as_child();

  // 1. Never outlive the launcher. It may be gone already: asked after, the answer is final. Without a process
  //    namespace there is work to do first: then the signal is one that is waited for.
  supervisor_block_signals();
  if (prctl(PR_SET_PDEATHSIG, options->tier >= TIER_FULL ? SIGKILL : SIGTERM) < 0)
    fail("prctl PR_SET_PDEATHSIG", "", "in a container allow `prctl` in its seccomp profile");
  if (poll(&(struct pollfd){.fd = launcher, .events = POLLIN}, 1, 0) != 0) _exit(125);

  if (options->tier >= TIER_FULL) {
    // 2. Ids, files, network, names: all that is left is what was listed.
    namespaces_map_ids(uid, gid);
    namespaces_forbid_more();
    tree_watch(filesystem_enter(options));
    namespaces_raise_loopback();
    namespaces_name_host();
    if (options->tier == TIER_FULL_CGROUP) cgroup_take_over(group);
    // 3. No privilege from here on, and none to be had.
    privileges_drop_for_supervisor();
  } else {
    // 2. Without a process namespace orphans come to us at least.
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
      fail("prctl PR_SET_CHILD_SUBREAPER", "", "in a container allow `prctl` in its seccomp profile");
    tree_watch(open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  // 4. If memory runs out before the limit is seen, the grader is not what is killed.
  priority_offer_to_oom_killer();

  // 5. The command must not read or trace this process. It inherits that until exec.
  if (prctl(PR_SET_DUMPABLE, 0) < 0)
    fail("prctl PR_SET_DUMPABLE", "", "in a container allow `prctl` in its seccomp profile");

  // It borrows this process's memory until exec, and this process waits: nothing is copied that exec would drop.
  pid_t command = vfork();
  if (command < 0) fail("vfork", "", "allow more processes: see `ulimit -u`");
  if (command == 0) {
    // 6. Its group, no privileges, Landlock, standard streams only, limits, the system-call filter, exec.
    if (options->tier < TIER_FULL && prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
      fail("prctl PR_SET_PDEATHSIG", "", "in a container allow `prctl` in its seccomp profile");
    command_become(options, scratch);
  }
  close_standard_streams();
  supervise(command, options);
  // The launcher sees it, and removes the group while the kernel takes the namespaces apart.
  if (options->tier == TIER_FULL_CGROUP) close(group);
  _exit(0);
}

/// Waits for the supervisor, which ends by itself unless something is wrong with it. With a group, `group` is readable
/// as soon as that is empty.
static void wait_for_supervisor(pid_t supervisor, int group, const struct options *options) {
  const bool grouped = options->tier == TIER_FULL_CGROUP;
  int ended = grouped ? group : sys_pidfd_open(supervisor);
  if (ended < 0) fail("pidfd_open", "", "the sandbox needs Linux 5.3 or newer");
  uint64_t wall_ms = options->limits.wall_ms;
  enum cause gave_up = CAUSE_NONE;
  bool bounded = wall_ms > 0 && wall_ms < INT_MAX - GRACE_MS;
  if (wait_for_caller(options->control, ended, bounded ? (int)wall_ms + GRACE_MS : -1)) {
    gave_up = CAUSE_CALLER;
    wait_for_caller(-1, ended, GRACE_MS);
  } else if (poll(&(struct pollfd){.fd = ended, .events = POLLIN}, 1, 0) == 0) {
    gave_up = CAUSE_WALL;
  }
  // One that was killed may have left some in the group, which end before it has.
  const bool empty = gave_up == CAUSE_NONE && !report_is_empty();
  if (grouped && empty) cgroup_close();
  kill(supervisor, SIGKILL);  // on its way out by now, as a rule
  while (waitpid(supervisor, NULL, 0) < 0 && errno == EINTR) continue;
  if (grouped && !empty) cgroup_close();
  if (!report_is_empty()) return;
  // It was the command: the kernel's out-of-memory killer, the only other one, would have taken that first.
  if (gave_up == CAUSE_NONE) gave_up = CAUSE_TAMPERED;
  report_ending(&(struct ending){.status = SIGKILL, .cause = gave_up});
}

int main(int argc, char **argv) {
  report_open();
  if (argc >= 2 && strcmp(argv[1], "--attempt-escape") == 0) return attempts_main(argc - 2, argv + 2);
  if (argc == 2 && strcmp(argv[1], "--sweep") == 0) {
    scratch_sweep();
    cgroup_sweep();
    return 0;
  }
  struct options options = options_parse(argc, argv);
  if (options.control >= 0) report_to(options.control);

  // The terminal's signals are for the grader. When it ends, its end of the control descriptor closes.
  setsid();
  reset_signals();
  signal(SIGPIPE, SIG_IGN);

  const char *scratch = scratch_open(&options);
  int group[2] = {-1, -1};
  if (options.tier == TIER_FULL_CGROUP && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, group) < 0)
    fail("socketpair", "", "allow more descriptors: see `ulimit -n`");
  int self = sys_pidfd_open(getpid());
  if (self < 0) fail("pidfd_open", "", "the sandbox needs Linux 5.3 or newer");
  priority_raise();
  unsigned uid = geteuid(), gid = getegid();
  pid_t supervisor = sys_fork_into(options.tier >= TIER_FULL ? namespaces_all : 0);
  if (supervisor < 0) fail("clone", "new namespaces", namespaces_remedy);
  if (supervisor == 0) run_supervisor(&options, scratch, self, group[1], uid, gid);
  close_standard_streams();
  if (options.tier == TIER_FULL_CGROUP) {
    close(group[1]);
    cgroup_open(&options.limits);
    cgroup_hand_over(group[0]);
  }
  wait_for_supervisor(supervisor, group[0], &options);
  scratch_close(scratch);
  report_print();
  return 0;
}
