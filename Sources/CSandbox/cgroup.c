// Makes and reads control groups, of version 2 (one hierarchy) and of version 1 (one for each controller).
//
// Processes are not ended through the group: in this tier the kernel ends a process namespace at once.
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#include "report.h"
#include "system.h"

static const char remedy[] =
    "tier `full+cgroup` needs groups that you may make: run as root, or in a group of your own with `systemd-run "
    "--user "
    "--scope -p Delegate=yes -- COMMAND`; in a container mount /sys/fs/cgroup writable";

#define GROUP_PREFIX "workbook-run-"
/// Where version 2 moves the grader itself: a group with processes in it cannot pass its controllers on.
#define GRADER_GROUP "workbook-grader"

enum counter { PEAK, MEMORY_EVENTS, PROCESS_EVENTS, CPU, COUNTERS };

/// One folder to make: its controller, and the files in it.
struct layout {
  const char *controller;  // empty: version 2
  // What a process writes 0 to in order to join. Version 1 lets one thread alone do so, which spares it the lock that
  // all of the machine's forks and ends take, and the milliseconds until the kernel has that.
  const char *members;
  const char *memory_limit, *swap_limit, *processes_limit;
  const char *counters[COUNTERS];
};

static const struct layout unified[] = {
    {"",
     "cgroup.procs",
     "memory.max",
     "memory.swap.max",
     "pids.max",
     {"memory.peak", "memory.events", "pids.events", "cpu.stat"}},
};
static const struct layout separate[] = {
    {"memory", "tasks", "memory.limit_in_bytes", NULL, NULL, {"memory.max_usage_in_bytes", "memory.oom_control"}},
    {"pids", "tasks", NULL, NULL, "pids.max", {[PROCESS_EVENTS] = "pids.events"}},
    {"cpuacct", "tasks", NULL, NULL, NULL, {[CPU] = "cpuacct.usage"}},
};
enum { MOST_FOLDERS = 3 };

static const struct layout *layouts = separate;
static unsigned folder_count = MOST_FOLDERS;
static char parents[MOST_FOLDERS][4096];
static char group[64];
/// What the supervisor and the command use of the group. In one array, to be handed over; there are folder_count
/// members.
static struct {
  int counters[COUNTERS], members[MOST_FOLDERS];
} files;

static bool is_unified(void) { return layouts == unified; }

static bool put(int folder, const char *name, const char *text) {
  int file = openat(folder, name, O_WRONLY | O_CLOEXEC);
  bool done = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
  int error = errno;
  if (file >= 0) close(file);
  errno = error;
  return done;
}

/// Finds the folder of the group this process is in, for each layout.
static void find_own(void) {
  FILE *file = fopen("/proc/self/cgroup", "re");
  char line[4096];
  while (file && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = '\0';
    char *rest = line;
    strsep(&rest, ":");
    char *names = strsep(&rest, ":");
    if (names == NULL || rest == NULL) continue;
    // Version 2 names no controller; version 1 may name several for one hierarchy.
    for (char *name; (name = strsep(&names, ","));)
      for (unsigned each = 0; each < folder_count; each++)
        if (strcmp(name, layouts[each].controller) == 0)
          snprintf(parents[each], sizeof *parents, "/sys/fs/cgroup%s%s%s", *name ? "/" : "", name, rest);
  }
  if (file) fclose(file);
}

/// Version 2: lets groups below `path` count, which must then have no process of its own.
static void delegate(char *path) {
  static const char wanted[] = "+memory +pids";
  char *last = strrchr(path, '/');
  if (last && strcmp(last + 1, GRADER_GROUP) == 0) *last = '\0';
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail("open", path, remedy);
  if (!put(folder, "cgroup.subtree_control", wanted)) {
    if (errno != EBUSY) fail("write cgroup.subtree_control", path, remedy);
    if (mkdirat(folder, GRADER_GROUP, 0755) < 0 && errno != EEXIST) fail("mkdir", path, remedy);
    int processes = openat(folder, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    FILE *list = processes < 0 ? NULL : fdopen(processes, "r");
    char pid[32];
    while (list && fgets(pid, sizeof pid, list)) put(folder, GRADER_GROUP "/cgroup.procs", pid);
    if (list) fclose(list);
    if (!put(folder, "cgroup.subtree_control", wanted)) fail("write cgroup.subtree_control", path, remedy);
  }
  close(folder);
}

static void find_parents(void) {
  if (access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0) {
    layouts = unified;
    folder_count = 1;
  }
  find_own();
  for (unsigned each = 0; each < folder_count; each++) {
    const char *controller = layouts[each].controller;
    errno = ENOENT;
    if (*parents[each] == '\0') fail("find the group for", controller, remedy);
    // In a container the group may be mounted as the top, under the name it has outside.
    if (access(parents[each], F_OK) < 0)
      snprintf(parents[each], sizeof *parents, "/sys/fs/cgroup%s%s", *controller ? "/" : "", controller);
  }
}

/// Makes `group` in `parent` and locks it: a locked group is in use, and the kernel unlocks it when its launcher ends.
static int make(const char *parent) {
  char path[sizeof *parents + sizeof group + 1];
  snprintf(path, sizeof path, "%s/%s", parent, group);
  for (;;) {
    if (mkdir(path, 0755) < 0) fail("mkdir", path, remedy);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0 && access(path, F_OK) == 0) return folder;
    // Somebody swept it in the moment between.
    if (folder >= 0) close(folder);
  }
}

static void limit(int folder, const char *name, uint64_t value, bool must_exist) {
  char text[24];
  snprintf(text, sizeof text, "%llu", (unsigned long long)value);
  if (!put(folder, name, text) && (must_exist || errno != ENOENT)) fail("write", name, remedy);
}

void cgroup_open(const struct limits *limits) {
  find_parents();
  if (is_unified()) delegate(parents[0]);
  // The time tells it from one of an earlier process with this number, or one in another container.
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  snprintf(group, sizeof group, GROUP_PREFIX "%d-%lld%09ld", getpid(), (long long)now.tv_sec, now.tv_nsec);
  for (unsigned each = 0; each < folder_count; each++) {
    const struct layout *layout = &layouts[each];
    int folder = make(parents[each]);
    if (layout->memory_limit && limits->memory_bytes) limit(folder, layout->memory_limit, limits->memory_bytes, true);
    // A kernel without swap has no such file.
    if (layout->swap_limit && limits->memory_bytes) limit(folder, layout->swap_limit, 0, false);
    if (layout->processes_limit && limits->processes) limit(folder, layout->processes_limit, limits->processes, true);
    files.members[each] = openat(folder, layout->members, O_WRONLY | O_CLOEXEC);
    if (files.members[each] < 0) fail("open the members of", parents[each], remedy);
    for (enum counter counter = 0; counter < COUNTERS; counter++) {
      const char *name = layout->counters[counter];
      if (name == NULL) continue;
      files.counters[counter] = openat(folder, name, O_RDONLY | O_CLOEXEC);
      // Before Linux 5.19 there is no peak: then the largest that was seen.
      if (files.counters[counter] < 0 && counter == PEAK)
        files.counters[counter] = openat(folder, "memory.current", O_RDONLY | O_CLOEXEC);
      if (files.counters[counter] < 0) fail("open", name, remedy);
    }
  }
}

/// Room for the ancillary data of all of `files`.
union ancillary {
  char space[CMSG_SPACE(sizeof files)];
  struct cmsghdr header;
};

void cgroup_hand_over(int socket) {
  const size_t size = sizeof files.counters + folder_count * sizeof *files.members;
  union ancillary ancillary = {0};
  ancillary.header = (struct cmsghdr){CMSG_LEN(size), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(&ancillary.header), &files, size);
  struct iovec byte = {"", 1};
  struct msghdr message = {
      .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = CMSG_SPACE(size)};
  // A supervisor that has failed by now has said why.
  if (sendmsg(socket, &message, MSG_NOSIGNAL) != 1 && report_is_empty()) fail("sendmsg", "the supervisor", remedy);
}

void cgroup_take_over(int socket) {
  union ancillary ancillary = {0};
  struct iovec byte = {(char[1]){0}, 1};
  struct msghdr message = {
      .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
  if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1) fail("recvmsg", "the launcher", remedy);
  const size_t size = ancillary.header.cmsg_len - CMSG_LEN(0);
  memcpy(&files, CMSG_DATA(&ancillary.header), size);
  folder_count = (unsigned)((size - sizeof files.counters) / sizeof *files.members);
  layouts = folder_count == 1 ? unified : separate;
}

void cgroup_join(void) {
  for (unsigned each = 0; each < folder_count; each++)
    if (write(files.members[each], "0", 1) != 1) fail("join the group for", layouts[each].controller, remedy);
}

/// The number after `key`, or the whole file's when that is empty.
static uint64_t count(enum counter counter, const char *key) {
  char text[2048];
  ssize_t length = pread(files.counters[counter], text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = '\0';
  const char *place = strstr(text, key);
  return place ? strtoull(place + strlen(key), NULL, 10) : 0;
}

struct cgroup_use cgroup_look(void) {
  return (struct cgroup_use){
      .cpu_us = is_unified() ? count(CPU, "usage_usec ") : count(CPU, "") / 1000,
      .peak_bytes = count(PEAK, ""),
      .out_of_memory = count(MEMORY_EVENTS, "oom_kill ") > 0,
      .out_of_processes = count(PROCESS_EVENTS, "max ") > 0,
  };
}

void cgroup_close(void) {
  for (unsigned each = 0; each < folder_count; each++) {
    char path[sizeof *parents + sizeof group + 1];
    snprintf(path, sizeof path, "%s/%s", parents[each], group);
    if (rmdir(path) < 0 && errno != ENOENT) fail("rmdir", path, "report this together with `uname -a`");
  }
}

void cgroup_sweep(void) {
  find_parents();
  for (unsigned each = 0; each < folder_count; each++) {
    char *last = strrchr(parents[each], '/');
    if (last && strcmp(last + 1, GRADER_GROUP) == 0) *last = '\0';
    DIR *parent = opendir(parents[each]);
    for (struct dirent *entry; parent && (entry = readdir(parent));) {
      if (strncmp(entry->d_name, GROUP_PREFIX, strlen(GROUP_PREFIX)) != 0) continue;
      int folder = openat(dirfd(parent), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (folder < 0) continue;
      if (flock(folder, LOCK_EX | LOCK_NB) == 0) unlinkat(dirfd(parent), entry->d_name, AT_REMOVEDIR);
      close(folder);
    }
    if (parent) closedir(parent);
  }
}
