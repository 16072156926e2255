// Becomes another machine, then the launcher: built with -DLAUNCHER="PATH", and with -DUSER=ID for an ordinary
// user, -DCONTAINER for a container under the usual defaults.
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef CONTAINER
/// What Docker's default profile refuses to a process without CAP_SYS_ADMIN: calls that make namespaces or mounts;
/// clone3 does not exist, so that C libraries fall back to clone, whose flags can be looked at.
static int filter(void) {
#define REFUSE(call, error) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error)
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      REFUSE(SYS_unshare, EPERM),
      REFUSE(SYS_setns, EPERM),
      REFUSE(SYS_mount, EPERM),
      REFUSE(SYS_clone3, ENOSYS),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x7e020000, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog whole = {sizeof program / sizeof *program, program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole);
}

static int enter_container(void) {
  if (geteuid() == 0) {
    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) return -1;
    if (mount("none", "/sys/fs/cgroup", "tmpfs", MS_RDONLY, NULL) < 0 && errno != ENOENT) return -1;
  }
  return 0;
}

static int drop_capabilities(void) {
  for (unsigned long each = 0; prctl(PR_CAPBSET_READ, each) >= 0; each++) prctl(PR_CAPBSET_DROP, each);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  return syscall(SYS_capset, &header, none) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || filter() < 0 ? -1 : 0;
}
#endif

int main(int argc, char **argv) {
#ifdef CONTAINER
  if (enter_container() < 0) return 70;
#endif
#ifdef USER
  if (setgroups(0, NULL) < 0 || setgid(USER) < 0 || setuid(USER) < 0) return 71;
#endif
#ifdef CONTAINER
  if (drop_capabilities() < 0) return 72;
#endif
  // What the change of user took away: the launcher's own files in /proc are its own again.
  prctl(PR_SET_DUMPABLE, 1);
  execv(LAUNCHER, argv);
  return 73;
}
