// Watches and ends the calling process's descendants.
#include "tree.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "report.h"
#include "system.h"

struct process {
  pid_t pid, parent;
  pid_t group;
  bool ours, zombie;
  unsigned threads;
  uint64_t resident_bytes, cpu_us;
};

static DIR *proc;
static bool blind;
static struct process *processes;
static size_t count, capacity;

static ssize_t read_file(pid_t pid, const char *name, char *text, size_t size) {
  char path[48];
  snprintf(path, sizeof path, "%d/%s", pid, name);
  int file = openat(dirfd(proc), path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    // Processes come and go, and may hide their memory. Anything else is wrong.
    if (errno != ENOENT && errno != ESRCH && errno != EACCES) blind = true;
    return -1;
  }
  ssize_t length = read(file, text, size - 1);
  close(file);
  if (length >= 0) text[length] = '\0';
  return length;
}

static bool read_process(pid_t pid, struct process *process) {
  char text[1024], state;
  unsigned long long user, system, reaped_user, reaped_system;
  long threads, pages;
  if (read_file(pid, "stat", text, sizeof text) <= 0) return false;
  // The name, in parentheses, may hold anything: parentheses too.
  char *fields = strrchr(text, ')');
  if (fields == NULL) return false;
  int matched = sscanf(fields + 1,
                       " %c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %ld %*d "
                       "%*u %*u %ld",
                       &state, &process->parent, &process->group, &user, &system, &reaped_user, &reaped_system, &threads,
                       &pages);
  if (matched != 9) return false;
  process->pid = pid;
  process->ours = false;
  process->zombie = state == 'Z' || state == 'X';
  process->threads = threads;
  process->resident_bytes = (uint64_t)pages * sysconf(_SC_PAGESIZE);
  process->cpu_us =
      (user + system + reaped_user + reaped_system) * (1000000 / sysconf(_SC_CLK_TCK));
  return true;
}

void tree_watch(int folder) {
  if (folder < 0 || (proc = fdopendir(folder)) == NULL)
    fail("opendir", "/proc", "mount /proc: the grader watches its commands there");
}

static int by_pid(const void *left, const void *right) {
  return ((const struct process *)left)->pid - ((const struct process *)right)->pid;
}

/// Ours are our children, and the children of ours. A parent mostly has the lower number: then one pass finds
/// them all, and a second that there are no more.
static void mark_ours(void) {
  qsort(processes, count, sizeof *processes, by_pid);
  for (bool more = true; more;) {
    more = false;
    for (size_t each = 0; each < count; each++) {
      struct process *process = &processes[each];
      if (process->ours) continue;
      struct process key = {.pid = process->parent};
      struct process *parent = bsearch(&key, processes, count, sizeof *processes, by_pid);
      process->ours = process->parent == getpid() || (parent && parent->ours);
      more |= process->ours;
    }
  }
}

static void list(void) {
  rewinddir(proc);
  count = 0;
  errno = 0;
  for (struct dirent *entry; (entry = readdir(proc)); errno = 0) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    if (count == capacity) {
      size_t larger = capacity ? 2 * capacity : 256;
      struct process *moved = realloc(processes, larger * sizeof *processes);
      if (moved == NULL) {
        blind = true;
        break;
      }
      processes = moved;
      capacity = larger;
    }
    if (read_process(atoi(entry->d_name), &processes[count])) count++;
  }
  if (errno != 0) blind = true;
  mark_ours();
}

struct tree tree_look(void) {
  struct tree tree = {0};
  list();
  tree.blind = blind;
  for (size_t each = 0; each < count; each++) {
    const struct process *process = &processes[each];
    if (!process->ours) continue;
    tree.cpu_us += process->cpu_us;
    if (process->zombie) continue;
    tree.processes++;
    tree.threads += process->threads;
    tree.resident_bytes += process->resident_bytes;
  }
  return tree;
}

uint64_t tree_proportional_bytes(void) {
  uint64_t bytes = 0;
  for (size_t each = 0; each < count; each++) {
    if (!processes[each].ours || processes[each].zombie) continue;
    char text[1024];
    unsigned long long kib;
    const char *line = NULL;
    if (read_file(processes[each].pid, "smaps_rollup", text, sizeof text) > 0)
      line = strstr(text, "\nPss:");
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
  for (;;) {
    list();
    unsigned found = 0;
    pid_t killed = 0;
    for (size_t each = 0; each < count; each++) {
      if (!processes[each].ours) continue;
      found++;
      if (processes[each].zombie) continue;
      // A group dies at once, however fast it forks. The command leads its own session, so that every group of
      // the tree but our own is made of the tree alone.
      pid_t target = processes[each].group == getpgrp() ? processes[each].pid : -processes[each].group;
      if (target != killed) kill(target, SIGKILL);
      killed = target;
    }
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    if (found == 0) return;
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
  }
}
