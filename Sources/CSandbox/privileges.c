// Gives up capabilities for good.
#include "privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>

#include "report.h"
#include "system.h"

static void keep(uint32_t kept) {
  static const char remedy[] = "run the grader on a Linux that allows dropping capabilities";
  unsigned long capability = 0;
  while (prctl(PR_CAPBSET_DROP, capability) == 0) capability++;
  // Past the last one the kernel knows. Or it lacks CAP_SETPCAP, as for an ordinary user without namespaces: then there
  // is nothing to gain.
  if (errno != EINVAL && errno != EPERM) fail("prctl PR_CAPBSET_DROP", "", remedy);
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) fail("prctl PR_CAP_AMBIENT", "", remedy);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2] = {{.effective = kept, .permitted = kept}};
  if (syscall(SYS_capset, &header, sets) < 0) fail("capset", "", remedy);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) fail("prctl PR_SET_NO_NEW_PRIVS", "", remedy);
}

void privileges_drop(void) { keep(0); }

void privileges_drop_for_supervisor(void) { keep(1u << CAP_KILL); }
