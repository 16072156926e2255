// The system-call filter (seccomp): one table, which the kernel is given as a search tree.
//
// It closes what namespaces and Landlock leave open. A table of our own, rather than libseccomp: the launcher is
// static and needs nothing installed, and the rules are few.
#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "report.h"
#include "system.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "add this architecture's AUDIT_ARCH_ constant; the table holds for all that share the generic numbers"
#endif

enum {
  /// mseal, Linux 6.10. What is newer has not been looked at: it does not exist for a command.
  LAST_KNOWN_CALL = 462,
  FCHMODAT2 = 452,
  MPTCP = 262,
  SUCCESS = 0,
  NEW_NAMESPACES = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
      CLONE_NEWCGROUP | CLONE_NEWTIME,
};

/// When a rule holds. Arguments are compared by their low 32 bits: all that the kernel looks at in those named here.
struct rule {
  int call;
  /// What the call answers instead of being made; SUCCESS pretends.
  int error;
  enum { ALWAYS, BETWEEN, ANY_BIT } when;
  unsigned argument;
  uint32_t low, high;  // of BETWEEN, inclusive; of ANY_BIT `low` is the mask
};

#define REFUSE(call, error) {call, error, ALWAYS, 0, 0, 0}
#define REFUSE_IF_BETWEEN(call, error, argument, low, high) {call, error, BETWEEN, argument, low, high}
#define REFUSE_IF(call, error, argument, value) {call, error, BETWEEN, argument, value, value}
/// Where 0 names the caller itself.
#define REFUSE_FOR_OTHERS(call, error, argument) {call, error, BETWEEN, argument, 1, UINT32_MAX}
#define REFUSE_IF_ANY_BIT(call, error, argument, mask) {call, error, ANY_BIT, argument, mask, 0}

/// In every tier that isolates.
static const struct rule always[] = {
    // Namespaces would come with capabilities in them. The flags of clone3 are in memory, where a filter cannot look:
    // C libraries fall back to clone.
    REFUSE(SYS_unshare, EPERM),
    REFUSE(SYS_setns, EPERM),
    REFUSE_IF_ANY_BIT(SYS_clone, EPERM, 0, NEW_NAMESPACES),
    REFUSE(SYS_clone3, ENOSYS),
    // Mounts.
    REFUSE(SYS_mount, EPERM),
    REFUSE(SYS_umount2, EPERM),
    REFUSE(SYS_pivot_root, EPERM),
    REFUSE(SYS_chroot, EPERM),
    REFUSE(SYS_open_tree, EPERM),
    REFUSE(SYS_move_mount, EPERM),
    REFUSE(SYS_fsopen, EPERM),
    REFUSE(SYS_fsconfig, EPERM),
    REFUSE(SYS_fsmount, EPERM),
    REFUSE(SYS_fspick, EPERM),
    REFUSE(SYS_mount_setattr, EPERM),
    // Other processes' memory, descriptors, limits and turn to run; a process may set its own (0).
    REFUSE(SYS_ptrace, EPERM),
    REFUSE(SYS_process_vm_readv, EPERM),
    REFUSE(SYS_process_vm_writev, EPERM),
    REFUSE(SYS_process_madvise, EPERM),
    REFUSE(SYS_process_mrelease, EPERM),
    REFUSE(SYS_kcmp, EPERM),
    REFUSE(SYS_pidfd_getfd, EPERM),
    REFUSE(SYS_migrate_pages, EPERM),
    REFUSE(SYS_move_pages, EPERM),
    REFUSE_FOR_OTHERS(SYS_prlimit64, EPERM, 0),
    REFUSE_FOR_OTHERS(SYS_setpriority, EPERM, 0),
    REFUSE_FOR_OTHERS(SYS_setpriority, EPERM, 1),
    REFUSE_FOR_OTHERS(SYS_ioprio_set, EPERM, 1),
    REFUSE_FOR_OTHERS(SYS_sched_setaffinity, EPERM, 0),
    REFUSE_FOR_OTHERS(SYS_sched_setscheduler, EPERM, 0),
    REFUSE_FOR_OTHERS(SYS_sched_setparam, EPERM, 0),
    REFUSE_FOR_OTHERS(SYS_sched_setattr, EPERM, 0),
    // Memory that outlives its processes and is charged to none of them.
    REFUSE(SYS_shmget, ENOSYS),
    REFUSE(SYS_shmat, ENOSYS),
    REFUSE(SYS_semget, ENOSYS),
    REFUSE(SYS_msgget, ENOSYS),
    REFUSE(SYS_mq_open, ENOSYS),
    // Families of sockets that no network namespace holds, or whose kernel code is seldom used: all but Unix and the
    // internet's, of that all but TCP and UDP.
    REFUSE_IF_BETWEEN(SYS_socket, EAFNOSUPPORT, 0, AF_UNIX + 1, AF_INET - 1),
    REFUSE_IF_BETWEEN(SYS_socket, EAFNOSUPPORT, 0, AF_INET + 1, AF_INET6 - 1),
    REFUSE_IF_BETWEEN(SYS_socket, EAFNOSUPPORT, 0, AF_INET6 + 1, UINT32_MAX),
    REFUSE_IF(SYS_socket, EPROTONOSUPPORT, 2, MPTCP),
    REFUSE_IF_BETWEEN(SYS_socketpair, EAFNOSUPPORT, 0, AF_UNIX + 1, UINT32_MAX),
    // The terminal's input queue.
    REFUSE_IF(SYS_ioctl, EPERM, 1, TIOCSTI),
    REFUSE_IF(SYS_ioctl, EPERM, 1, TIOCLINUX),
    // Keys, which no namespace holds.
    REFUSE(SYS_keyctl, EPERM),
    REFUSE(SYS_add_key, EPERM),
    REFUSE(SYS_request_key, EPERM),
    // The kernel's favourite doors, none of which a program of a course needs. io_uring would pass by this filter.
    REFUSE(SYS_io_uring_setup, ENOSYS),
    REFUSE(SYS_io_uring_enter, ENOSYS),
    REFUSE(SYS_io_uring_register, ENOSYS),
    REFUSE(SYS_bpf, EPERM),
    REFUSE(SYS_perf_event_open, EPERM),
    REFUSE(SYS_userfaultfd, EPERM),
    REFUSE(SYS_open_by_handle_at, EPERM),
    REFUSE(SYS_name_to_handle_at, EPERM),
    REFUSE(SYS_fanotify_init, EPERM),
    REFUSE(SYS_syslog, EPERM),
    REFUSE(SYS_lookup_dcookie, EPERM),
    REFUSE(SYS_quotactl, EPERM),
    REFUSE(SYS_kexec_load, EPERM),
    REFUSE(SYS_init_module, EPERM),
    REFUSE(SYS_finit_module, EPERM),
    REFUSE(SYS_delete_module, EPERM),
};

/// In tier `confined` besides: what namespaces close in the others, and Landlock does not.
static const struct rule confined[] = {
    // Sockets but for pairs: Landlock knows TCP alone.
    REFUSE(SYS_socket, EACCES),
    // All that a command starts stays in its process group, so that one signal ends it at once. Refusing breaks
    // programs that start others in a session of their own; pretending does not.
    REFUSE(SYS_setsid, SUCCESS),
    REFUSE(SYS_setpgid, SUCCESS),
    // What a file's owner may change of it without opening it for writing, wherever it is.
    REFUSE(SYS_fchmod, EPERM),
    REFUSE(SYS_fchmodat, EPERM),
    REFUSE(FCHMODAT2, EPERM),
    REFUSE(SYS_fchown, EPERM),
    REFUSE(SYS_fchownat, EPERM),
    REFUSE(SYS_utimensat, EPERM),
    REFUSE(SYS_setxattr, EPERM),
    REFUSE(SYS_lsetxattr, EPERM),
    REFUSE(SYS_fsetxattr, EPERM),
    REFUSE(SYS_removexattr, EPERM),
    REFUSE(SYS_lremovexattr, EPERM),
    REFUSE(SYS_fremovexattr, EPERM),
#ifdef __x86_64__
    REFUSE(SYS_chmod, EPERM),
    REFUSE(SYS_chown, EPERM),
    REFUSE(SYS_lchown, EPERM),
    REFUSE(SYS_utime, EPERM),
    REFUSE(SYS_utimes, EPERM),
    REFUSE(SYS_futimesat, EPERM),
#endif
};

enum { MAXIMUM = 8 * (sizeof always / sizeof *always + sizeof confined / sizeof *confined) + 8 };

static struct sock_filter program[MAXIMUM];
static unsigned short length;

static void emit(uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
  program[length++] = (struct sock_filter){code, if_true, if_false, value};
}

static void load(size_t offset) { emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

static void answer(int error) { emit(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((uint32_t)error & SECCOMP_RET_DATA), 0, 0); }

/// The number of the call is in the accumulator, before and after. Where the rule does not hold the program goes on.
static void emit_rule(const struct rule *rule) {
  const size_t number = offsetof(struct seccomp_data, nr);
  // Both architectures are little-endian: the low half comes first.
  const size_t argument = offsetof(struct seccomp_data, args) + rule->argument * sizeof(uint64_t);
  switch (rule->when) {
    case ALWAYS:
      emit(BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 1);
      answer(rule->error);
      break;
    case BETWEEN:
      emit(BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 5);
      load(argument);
      emit(BPF_JMP | BPF_JGE | BPF_K, rule->low, 0, 2);
      emit(BPF_JMP | BPF_JGT | BPF_K, rule->high, 1, 0);
      answer(rule->error);
      load(number);
      break;
    case ANY_BIT:
      emit(BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 4);
      load(argument);
      emit(BPF_JMP | BPF_JSET | BPF_K, rule->low, 0, 1);
      answer(rule->error);
      load(number);
      break;
  }
}

static int by_call(const void *one, const void *other) {
  return ((const struct rule *)one)->call - ((const struct rule *)other)->call;
}

/// The rules are in the order of their calls. The kernel runs a new filter once for every call there is, to know those
/// that are always allowed: from top to bottom that took longer than all the rest of installing it.
static void emit_tree(const struct rule *rules, size_t count) {
  enum { FEW = 3 };
  size_t half = count / 2;
  while (half > 0 && rules[half].call == rules[half - 1].call) half--;
  if (count <= FEW || half == 0) {
    for (size_t each = 0; each < count; each++) emit_rule(&rules[each]);
    emit(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    return;
  }
  emit(BPF_JMP | BPF_JGE | BPF_K, rules[half].call, 0, 0);
  struct sock_filter *choice = &program[length - 1];
  emit_tree(rules, half);
  // A jump is of a byte.
  const long left = &program[length - 1] - choice;
  if (left > UINT8_MAX) abort();
  choice->jt = (uint8_t)left;
  emit_tree(rules + half, count - half);
}

void filter_install(enum tier tier) {
  struct rule rules[sizeof always / sizeof *always + sizeof confined / sizeof *confined];
  const size_t more = tier == TIER_CONFINED ? sizeof confined / sizeof *confined : 0;
  memcpy(rules, always, sizeof always);
  memcpy(rules + sizeof always / sizeof *always, confined, more * sizeof *confined);
  const size_t count = sizeof always / sizeof *always + more;
  qsort(rules, count, sizeof *rules, by_call);

  // Another architecture's numbers mean other calls.
  load(offsetof(struct seccomp_data, arch));
  emit(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  emit(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
  load(offsetof(struct seccomp_data, nr));
  // x32 has a bit of its own, far above.
  emit(BPF_JMP | BPF_JGT | BPF_K, LAST_KNOWN_CALL, 0, 1);
  answer(ENOSYS);
  emit_tree(rules, count);

  const struct sock_fprog filter = {.len = length, .filter = program};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
    fail(
        "prctl PR_SET_SECCOMP", "",
        "the sandbox needs a kernel with CONFIG_SECCOMP_FILTER, and in a container a "
        "seccomp profile that allows `prctl`");
}
