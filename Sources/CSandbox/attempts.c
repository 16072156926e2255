// Attempts to get out: how a tier is probed. A tier is what it forbids, not what it sets up.
//
// Each does no harm where it succeeds: what it sets is what was set already.
#include "attempts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/// A file and a process that were there before, and a folder that the command may write to.
static const char *file, *own;
static pid_t outside;

static const char *within(const char *folder, const char *name) {
  static char path[2][4096];
  static unsigned next;
  char *made = path[next++ % 2];
  snprintf(made, sizeof *path, "%s/%s", folder, name);
  return made;
}

static bool opens(const char *path, int flags) {
  int opened = open(path, flags | O_CLOEXEC, 0600);
  if (opened >= 0) close(opened);
  return opened >= 0;
}

static bool reads_file(void) { return opens(file, O_RDONLY); }

static bool writes_file(void) { return opens(file, O_WRONLY); }

static bool reads_through_symbolic_link(void) {
  const char *link = within(own, "attempt-symbolic");
  bool done = symlink(file, link) == 0 && opens(link, O_RDONLY);
  unlink(link);
  return done;
}

static bool links_file(void) {
  const char *made = within(own, "attempt-hard");
  bool done = link(file, made) == 0;
  unlink(made);
  return done;
}

static bool renames_file(void) {
  char other[4096];
  snprintf(other, sizeof other, "%s.attempt", file);
  return rename(file, other) == 0 && rename(other, file) == 0;
}

static bool makes_file(void) {
  char made[4096];
  snprintf(made, sizeof made, "%s.made", file);
  bool done = opens(made, O_CREAT | O_EXCL | O_WRONLY);
  if (done) unlink(made);
  return done;
}

static bool changes_mode(void) {
  struct stat found;
  return stat(file, &found) == 0 && chmod(file, found.st_mode & 07777) == 0;
}

static bool sees_file(void) {
  struct stat found;
  return stat(file, &found) == 0;
}

static bool enters_folder(void) {
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", file);
  return chdir(dirname(folder)) == 0;
}

static bool of_process(const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", outside, name);
  return opens(path, O_RDONLY);
}

static bool reads_command_line(void) { return of_process("cmdline"); }

static bool reads_environment(void) { return of_process("environ"); }

static bool lists_descriptors(void) { return of_process("fd"); }

static bool opens_memory(void) { return of_process("mem"); }

static bool reads_memory(void) {
  char byte;
  struct iovec here = {&byte, 1}, there = {NULL, 1};
  // That nothing is at this address is said after the right to look.
  return process_vm_readv(outside, &here, 1, &there, 1, 0) == 1 || errno == EFAULT;
}

static bool signals_process(void) { return kill(outside, 0) == 0; }

static bool traces_process(void) {
  bool done = ptrace(PTRACE_SEIZE, outside, NULL, NULL) == 0;
  if (done) ptrace(PTRACE_DETACH, outside, NULL, NULL);
  return done;
}

static bool takes_descriptor(void) {
  int process = (int)syscall(SYS_pidfd_open, outside, 0);
  return process >= 0 && syscall(SYS_pidfd_getfd, process, 0, 0) >= 0;
}

static bool renices_process(void) {
  errno = 0;
  int nice = getpriority(PRIO_PROCESS, outside);
  return errno == 0 && setpriority(PRIO_PROCESS, outside, nice) == 0;
}

static bool limits_process(void) {
  struct rlimit limit;
  return prlimit(outside, RLIMIT_NOFILE, NULL, &limit) == 0 && prlimit(outside, RLIMIT_NOFILE, &limit, NULL) == 0;
}

static bool moves_process(void) {
  cpu_set_t cores;
  return sched_getaffinity(outside, sizeof cores, &cores) == 0 && sched_setaffinity(outside, sizeof cores, &cores) == 0;
}

static bool makes_socket(int family, int type, int protocol) {
  int made = socket(family, type, protocol);
  if (made >= 0) close(made);
  return made >= 0;
}

/// Documentation addresses (RFC 5737): no packet needs to leave for the route to be looked up.
static bool reaches_network(void) {
  int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
  inet_pton(AF_INET, "192.0.2.1", &address.sin_addr);
  return made >= 0 && connect(made, (struct sockaddr *)&address, sizeof address) == 0;
}

static bool makes_mptcp(void) { return makes_socket(AF_INET, SOCK_STREAM, 262); }

static bool makes_vsock(void) { return makes_socket(AF_VSOCK, SOCK_STREAM, 0); }

static bool makes_netlink(void) { return makes_socket(AF_NETLINK, SOCK_RAW, 0); }

static bool enters_namespaces(void) { return unshare(CLONE_NEWUSER) == 0; }

static bool forks_into_namespaces(void) {
  pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return child > 0;
}

static bool mounts(void) { return mount("none", own, "tmpfs", 0, NULL) == 0; }

static bool makes_device(void) {
  const char *made = within(own, "attempt-device");
  bool done = mknod(made, S_IFCHR | 0600, 0x0103) == 0;
  unlink(made);
  return done;
}

/// Already root, it must not be able to become another; otherwise not root.
static bool changes_user(void) { return setuid(geteuid() ? 0 : 65534) == 0; }

static bool is_root(void) { return getuid() == 0 || geteuid() == 0; }

static bool raises_limits(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = limit.rlim_max = limit.rlim_max + 1;
  return limit.rlim_max != 0 && setrlimit(RLIMIT_CORE, &limit) == 0;
}

static bool uses_keys(void) { return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 0) >= 0; }

static bool uses_io_uring(void) { return syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno == EFAULT; }

static bool uses_perf(void) { return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) >= 0 || errno == EFAULT; }

static bool uses_bpf(void) { return syscall(SYS_bpf, 0, NULL, 0) >= 0 || (errno != EPERM && errno != ENOSYS); }

static bool shares_system_v_memory(void) {
  int made = shmget(IPC_PRIVATE, 4096, 0600);
  if (made >= 0) shmctl(made, IPC_RMID, NULL);
  return made >= 0;
}

/// Without a terminal the kernel says so after the right to ask.
static bool types_at_terminal(void) { return ioctl(0, TIOCSTI, "") == 0 || errno == ENOTTY || errno == EFAULT; }

static const struct attempt {
  const char *tier;  // the weakest that stops it
  const char *name;
  bool (*succeeds)(void);
} attempts[] = {
    {"confined", "read a file that was not listed", reads_file},
    {"confined", "write to a file that was not listed", writes_file},
    {"confined", "read such a file through a symbolic link", reads_through_symbolic_link},
    {"confined", "link such a file to its own folder", links_file},
    {"confined", "rename such a file", renames_file},
    {"confined", "make a file outside", makes_file},
    {"confined", "change the mode of a file outside", changes_mode},
    {"full", "see that a file outside exists", sees_file},
    {"full", "enter a folder outside", enters_folder},
    {"confined", "read the grader's command line", reads_command_line},
    {"confined", "read the grader's environment", reads_environment},
    {"confined", "list the grader's descriptors", lists_descriptors},
    {"confined", "open the grader's memory", opens_memory},
    {"confined", "read the grader's memory", reads_memory},
    {"confined", "take the grader's descriptors", takes_descriptor},
    {"confined", "signal the grader", signals_process},
    {"confined", "trace the grader", traces_process},
    {"confined", "renice the grader", renices_process},
    {"confined", "limit the grader", limits_process},
    {"confined", "move the grader to other cores", moves_process},
    {"confined", "reach the network", reaches_network},
    {"confined", "make an MPTCP socket", makes_mptcp},
    {"confined", "make a vsock socket", makes_vsock},
    {"confined", "make a netlink socket", makes_netlink},
    {"confined", "enter namespaces of its own", enters_namespaces},
    {"confined", "fork into namespaces of its own", forks_into_namespaces},
    {"confined", "mount", mounts},
    {"confined", "make a device", makes_device},
    {"confined", "change its user", changes_user},
    {"full", "be root", is_root},
    {"confined", "raise its limits", raises_limits},
    {"confined", "use the kernel's keys", uses_keys},
    {"confined", "use io_uring", uses_io_uring},
    {"confined", "use perf events", uses_perf},
    {"confined", "use BPF", uses_bpf},
    {"confined", "share System V memory", shares_system_v_memory},
    {"confined", "type at the terminal", types_at_terminal},
};

int attempts_main(int count, char **arguments) {
  if (count != 2) return 2;
  file = arguments[0];
  outside = atoi(arguments[1]);
  own = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
  for (size_t each = 0; each < sizeof attempts / sizeof *attempts; each++) {
    const struct attempt *attempt = &attempts[each];
    // Each in a process of its own: one that succeeds must not help the next.
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) _exit(attempt->succeeds());
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) return 2;
    bool stopped = status == 0;
    printf("%s\t%s\t%s\n", stopped ? "stopped" : "succeeded", attempt->tier, attempt->name);
  }
  return 0;
}
