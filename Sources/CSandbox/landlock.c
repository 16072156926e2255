// Confines with Landlock, which needs neither privileges nor namespaces.
#include "landlock.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "report.h"
#include "system.h"

// As in <linux/landlock.h> of Linux 6.12; the headers at hand may be older.
enum {
  EXECUTE = 1 << 0,
  WRITE_FILE = 1 << 1,
  READ_FILE = 1 << 2,
  READ_FOLDER = 1 << 3,
  MAKE_CHARACTER_DEVICE = 1 << 6,
  MAKE_SOCKET = 1 << 9,
  MAKE_BLOCK_DEVICE = 1 << 11,
  TRUNCATE = 1 << 14,
  CONTROL_DEVICE = 1 << 15,
  ALL_OF_FILES = (1 << 16) - 1,
  ALL_OF_NETWORK = 3,
  ALL_OF_SCOPES = 3,

  MEANT_FOR_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | CONTROL_DEVICE,
  READ = EXECUTE | READ_FILE | READ_FOLDER,
  WRITE = ALL_OF_FILES & ~(MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE | MAKE_SOCKET | CONTROL_DEVICE),

  OLDEST_VERSION = 6,
  GET_VERSION = 1,
  RULE_PATH_BENEATH = 1,
};

static const char remedy[] =
    "tier `confined` needs Linux 6.12 or newer with `landlock` among the `lsm=` of the kernel's command line, and in "
    "a container a seccomp profile that allows the landlock calls";

static void allow(int rules, const char *path, uint64_t access, bool must_exist) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0 && errno == ENOENT && !must_exist) return;
  struct stat found;
  if (place < 0 || fstat(place, &found) < 0)
    fail("open", path, "check that the path exists and that you may enter the folders above it");
  if (!S_ISDIR(found.st_mode)) access &= MEANT_FOR_FILES;
  if (sys_landlock_add_path(rules, RULE_PATH_BENEATH, place, access) < 0) fail("landlock_add_rule", path, remedy);
  close(place);
}

void landlock_confine(const struct options *options, const char *scratch) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, GET_VERSION);
  if (version >= 0 && version < OLDEST_VERSION) errno = ENOSYS;
  if (version < OLDEST_VERSION) fail("landlock_create_ruleset", "", remedy);
  const struct landlock_handled handled = {ALL_OF_FILES, ALL_OF_NETWORK, ALL_OF_SCOPES};
  int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (rules < 0) fail("landlock_create_ruleset", "", remedy);

  for (unsigned each = 0; each < options->mount_count; each++) {
    const struct mount_request *request = &options->mounts[each];
    allow(rules, request->host, request->writable ? WRITE : READ, true);
  }
  allow(rules, scratch, WRITE, true);
  static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};
  for (unsigned each = 0; each < sizeof devices / sizeof *devices; each++)
    allow(rules, devices[each], READ_FILE | WRITE_FILE, true);
  // What programs read of themselves and the machine. The link leads to this process, and stays this process's.
  static const char *const facts[] = {
      "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu"};
  for (unsigned each = 0; each < sizeof facts / sizeof *facts; each++)
    allow(rules, facts[each], READ_FILE | READ_FOLDER, false);

  if (syscall(SYS_landlock_restrict_self, rules, 0) < 0) fail("landlock_restrict_self", "", remedy);
  close(rules);
}
