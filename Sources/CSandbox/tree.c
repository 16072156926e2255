// Watches and ends the calling process's descendants.
#include "tree.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "report.h"
#include "system.h"

struct process {
  pid_t pid, parent, group;
  bool zombie;
  unsigned threads;
  uint64_t resident_bytes, cpu_us;
};

static DIR *proc;
static bool blind;
static struct process *processes;
static size_t count, capacity;
/// Threads of those listed, and how many there may be before the listing is given up.
static unsigned listed, enough;

/// What a process or a thread in `/proc` says of itself. Both come and go, and may hide their memory: anything else
/// that keeps it from being read is wrong.
static int open_file(const char *path, int flags) {
  int file = openat(dirfd(proc), path, O_RDONLY | O_CLOEXEC | flags);
  if (file < 0 && errno != ENOENT && errno != ESRCH && errno != EACCES) blind = true;
  return file;
}

static ssize_t read_file(const char *path, char *text, size_t size) {
  int file = open_file(path, 0);
  if (file < 0) return -1;
  ssize_t length = read(file, text, size - 1);
  close(file);
  if (length >= 0) text[length] = '\0';
  return length;
}

static bool read_stat(const char *path, struct process *process) {
  char text[1024], state;
  unsigned long long user, system, reaped_user, reaped_system;
  long threads, pages;
  if (read_file(path, text, sizeof text) <= 0) return false;
  // The name, in parentheses, may hold anything: parentheses too.
  char *fields = strrchr(text, ')');
  if (fields == NULL) return false;
  int matched = sscanf(
      fields + 1,
      " %c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %ld %*d "
      "%*u %*u %ld",
      &state, &process->parent, &process->group, &user, &system, &reaped_user, &reaped_system, &threads, &pages);
  if (matched != 9) return false;
  process->zombie = state == 'Z' || state == 'X';
  process->threads = threads;
  process->resident_bytes = (uint64_t)pages * sysconf(_SC_PAGESIZE);
  process->cpu_us = (user + system + reaped_user + reaped_system) * (1000000 / sysconf(_SC_CLK_TCK));
  return true;
}

/// Calls `use` with the path of each entry of a folder in `/proc` that is a number.
static void for_each_number(const char *folder, void (*use)(const char *path, void *context), void *context) {
  int opened = open_file(folder, O_DIRECTORY);
  DIR *entries = opened < 0 ? NULL : fdopendir(opened);
  for (struct dirent *entry; entries && (entry = readdir(entries));) {
    char path[64];
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    snprintf(path, sizeof path, "%s/%.20s", folder, entry->d_name);
    use(path, context);
  }
  if (entries) closedir(entries);
}

static void take_memory(const char *thread, void *context) {
  struct process *process = context, found;
  char path[80];
  snprintf(path, sizeof path, "%s/stat", thread);
  if (read_stat(path, &found) && found.resident_bytes > process->resident_bytes)
    process->resident_bytes = found.resident_bytes;
}

static bool read_process(pid_t pid, struct process *process) {
  char path[48];
  snprintf(path, sizeof path, "%d/stat", pid);
  if (!read_stat(path, process)) return false;
  process->pid = pid;
  // The first thread of a process may end before the others, which then tell of its memory.
  if (process->zombie && process->threads > 1) {
    process->zombie = false;
    snprintf(path, sizeof path, "%d/task", pid);
    for_each_number(path, take_memory, process);
  }
  return true;
}

void tree_watch(int folder) {
  if (folder < 0 || (proc = fdopendir(folder)) == NULL)
    fail("opendir", "/proc", "mount /proc: the grader watches its commands there");
  char path[64];
  snprintf(path, sizeof path, "%d/task/%d/children", getpid(), getpid());
  if (faccessat(folder, path, R_OK, 0) < 0)
    fail("open", "/proc/PID/task/TID/children", "the sandbox needs a kernel with CONFIG_PROC_CHILDREN");
}

/// Adds a child of `parent`, or an orphan of the tree, which is a child of ours. A number may be another's by now.
static void add(pid_t pid, pid_t parent) {
  if (count == capacity) {
    size_t larger = capacity ? 2 * capacity : 256;
    struct process *moved = realloc(processes, larger * sizeof *processes);
    if (moved == NULL) {
      blind = true;
      return;
    }
    processes = moved;
    capacity = larger;
  }
  struct process *process = &processes[count];
  if (!read_process(pid, process) || (process->parent != parent && process->parent != getpid())) return;
  listed += process->threads;
  count++;
}

static void add_children_of_thread(const char *thread, void *context) {
  char path[80];
  snprintf(path, sizeof path, "%s/children", thread);
  int file = open_file(path, 0);
  FILE *children = file < 0 ? NULL : fdopen(file, "r");
  for (pid_t pid; children && listed <= enough && fscanf(children, "%d", &pid) == 1;) add(pid, *(const pid_t *)context);
  if (children) fclose(children);
}

/// Lists the tree from its root down: its size is what that costs, however much else runs on the machine. A child that
/// is missed, because another ended meanwhile, is there at the next look. A tree may grow faster than it is walked:
/// with more than `most` threads it is left at that.
static void list(unsigned most) {
  char path[48];
  count = 0;
  listed = 0;
  enough = most;
  pid_t parent = getpid();
  for (size_t next = 0;; parent = processes[next++].pid) {
    snprintf(path, sizeof path, "%d/task", parent);
    for_each_number(path, add_children_of_thread, &parent);
    if (next == count || listed > enough) return;
  }
}

/// Whether there is none. Orphans of the tree are our children, so that there is no other way to be in it.
static bool is_over(void) {
  siginfo_t any;
  return waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

struct tree tree_look(uint64_t most_threads) {
  struct tree tree = {.blind = blind};
  // What is not there need not be looked for among all that runs on the machine.
  if (is_over()) return tree;
  list(most_threads > 0 && most_threads < UINT_MAX ? (unsigned)most_threads : UINT_MAX);
  tree.blind = blind;
  tree.listed = (unsigned)count;
  for (size_t each = 0; each < count; each++) {
    const struct process *process = &processes[each];
    tree.cpu_us += process->cpu_us;
    tree.threads += process->threads;
    if (process->zombie) continue;
    tree.processes++;
    tree.resident_bytes += process->resident_bytes;
  }
  return tree;
}

uint64_t tree_proportional_bytes(void) {
  uint64_t bytes = 0;
  for (size_t each = 0; each < count; each++) {
    if (processes[each].zombie) continue;
    char path[48], text[1024];
    unsigned long long kib;
    const char *line = NULL;
    snprintf(path, sizeof path, "%d/smaps_rollup", processes[each].pid);
    if (read_file(path, text, sizeof text) > 0) line = strstr(text, "\nPss:");
    // A process that hides its memory map is charged all that it has resident.
    bool known = line && sscanf(line, "\nPss: %llu kB", &kib) == 1;
    bytes += known ? kib * 1024 : processes[each].resident_bytes;
  }
  return bytes;
}

void tree_end(void) {
  if (getpid() == 1) {
    // In our own process namespace one call reaches all of them, and none can be forking meanwhile.
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) continue;
    return;
  }
  // Elsewhere new ones may appear while the list is read: again, until there is none.
  while (!is_over()) {
    // Few at a time: those whose parents are gone are our children, and next.
    list(64);
    pid_t killed = 0;
    for (size_t each = 0; each < count; each++) {
      if (processes[each].zombie) continue;
      // A group dies at once, however fast it forks. The command leads its own session, so that every group of
      // the tree but our own is made of the tree alone.
      pid_t target = processes[each].group == getpgrp() ? processes[each].pid : -processes[each].group;
      if (target != killed) kill(target, SIGKILL);
      killed = target;
    }
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    if (!is_over()) nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
  }
}
