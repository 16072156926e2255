// A program that is root's, whoever starts it.
#include <linux/capability.h>
#include <sys/syscall.h>

#include "attack.h"

/// Starts the setuid copy of this program, for what it then has more than this one.
ATTACK(setuid_program) {
  char user[16];
  snprintf(user, sizeof user, "%u", geteuid());
  execl(arguments[0], arguments[0], "gain", user, NULL);
  exit(70);
}

/// Exits with 0 for another user than before, or any capability.
ATTACK(gain) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2] = {0};
  bool asked = syscall(SYS_capget, &header, sets) == 0;
  bool capable = sets[0].effective | sets[0].permitted | sets[1].effective | sets[1].permitted;
  exit(!asked || capable || geteuid() != (uid_t)atoi(arguments[0]) ? 0 : 1);
}
