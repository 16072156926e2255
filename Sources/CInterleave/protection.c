// Keeps executions from the processes that ask for them and fork them, one of which holds the channel to the grader:
// all are of one user, so the kernel would let executions signal these, write to their memory and open their
// descriptors.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

static bool protected;

bool is_protected(void) { return protected; }

// The low half of an argument: all that the kernel looks at in those named here.
#define ARGUMENT(number) (offsetof(struct seccomp_data, args) + (number) * sizeof(uint64_t))
#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
#define REFUSE_IF(value) SKIP_UNLESS(value, 1), REFUSE
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define NUMBER offsetof(struct seccomp_data, nr)

// A signal to one of the two, told by its number. Groups, and all there are (0 and below), hold them too.
#define TO_ONE(call) SKIP_UNLESS(call, 6), LOAD(ARGUMENT(0)), REFUSE_IF(server), REFUSE_IF(host), ALLOW
#define TO_ONE_OR_MANY(call)                                                                  \
  SKIP_UNLESS(call, 10), LOAD(ARGUMENT(0)), REFUSE_IF(server), REFUSE_IF(host), REFUSE_IF(0), \
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1u << 31, 0, 1), REFUSE, ALLOW

bool protect_from_executions(pid_t server_id, pid_t host_id) {
  const uint32_t server = (uint32_t)server_id, host = (uint32_t)host_id;
  struct sock_filter program[] = {
      LOAD(offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      LOAD(NUMBER),
#ifdef __x86_64__
      // x32: the same calls by other numbers.
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1u << 30, 0, 1),
      REFUSE,
#endif
      TO_ONE_OR_MANY(SYS_kill),
      TO_ONE_OR_MANY(SYS_rt_sigqueueinfo),
      TO_ONE(SYS_tkill),
      TO_ONE(SYS_tgkill),
      TO_ONE(SYS_rt_tgsigqueueinfo),
      TO_ONE(SYS_prlimit64),
      REFUSE_IF(SYS_pidfd_send_signal),
      // A descriptor may send any signal to anyone when there is something to read.
      SKIP_UNLESS(SYS_fcntl, 8),
      LOAD(ARGUMENT(1)),
      REFUSE_IF(F_SETOWN),
      REFUSE_IF(F_SETOWN_EX),
      REFUSE_IF(F_SETSIG),
      ALLOW,
      SKIP_UNLESS(SYS_ioctl, 6),
      LOAD(ARGUMENT(1)),
      REFUSE_IF(FIOSETOWN),
      REFUSE_IF(SIOCSPGRP),
      ALLOW,
      ALLOW,
  };
  struct sock_fprog whole = {sizeof program / sizeof *program, program};
  protected = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0;
  return protected;
}
