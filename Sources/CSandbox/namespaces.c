// Enters and furnishes the namespaces of tier `full`.
#include "namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

const unsigned long namespaces_all =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

const char namespaces_remedy[] =
    "allow user namespaces: `sysctl -w user.max_user_namespaces=15000`, and where they exist "
    "`kernel.unprivileged_userns_clone=1`, `kernel.apparmor_restrict_unprivileged_userns=0`; "
    "in a container start it with `--security-opt seccomp=unconfined --security-opt "
    "systempaths=unconfined`";

static void put(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) fail("open", path, namespaces_remedy);
  if (write(file, text, strlen(text)) < 0) fail("write", path, namespaces_remedy);
  close(file);
}

void namespaces_map_ids(unsigned uid, unsigned gid) {
  char map[64];
  // The kernel lets a group map be written without privilege only once setgroups is refused.
  put("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "%d %u 1", INSIDE_ID, gid);
  put("/proc/self/gid_map", map);
  snprintf(map, sizeof map, "%d %u 1", INSIDE_ID, uid);
  put("/proc/self/uid_map", map);
}

void namespaces_forbid_more(void) {
  // A setting of the namespace we are in, not of the machine.
  put("/proc/sys/user/max_user_namespaces", "0");
  // An empty session keyring in place of the inherited one. A kernel without keys has none to hide.
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
    fail("keyctl", "JOIN_SESSION_KEYRING", namespaces_remedy);
}

void namespaces_raise_loopback(void) {
  int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) fail("socket", "lo", namespaces_remedy);
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  if (ioctl(socket_, SIOCSIFFLAGS, &request) < 0) fail("ioctl SIOCSIFFLAGS", "lo", namespaces_remedy);
  close(socket_);
}

void namespaces_name_host(void) {
  static const char host[] = "workbook", domain[] = "(none)";
  if (sethostname(host, strlen(host)) < 0) fail("sethostname", host, namespaces_remedy);
  if (setdomainname(domain, strlen(domain)) < 0) fail("setdomainname", domain, namespaces_remedy);
}
