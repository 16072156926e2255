// Processors: their number, from which libraries size their pools, is the same on every machine.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

enum { PROCESSORS = 8 };

static int first_processors(size_t size, cpu_set_t *set) {
  memset(set, 0, size);
  for (int i = 0; i < PROCESSORS; i++) CPU_SET_S(i, size, set);
  return 0;
}

// Answered before executions begin too: pools are sized when their library starts.
EXPORT int pthread_getaffinity_np(pthread_t thread, size_t size, cpu_set_t *set) { return first_processors(size, set); }

EXPORT int sched_getaffinity(pid_t thread, size_t size, cpu_set_t *set) { return first_processors(size, set); }

// One thread runs at a time, wherever that is and however urgent: settings that some machines refuse are accepted.
EXPORT int pthread_setaffinity_np(pthread_t thread, size_t size, const cpu_set_t *set) {
  return controlled() ? 0 : REAL(pthread_setaffinity_np)(thread, size, set);
}

EXPORT int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *parameters) {
  return controlled() ? 0 : REAL(pthread_setschedparam)(thread, policy, parameters);
}

EXPORT int pthread_setschedprio(pthread_t thread, int priority) {
  return controlled() ? 0 : REAL(pthread_setschedprio)(thread, priority);
}

EXPORT int sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set) {
  return controlled() ? 0 : REAL(sched_setaffinity)(thread, size, set);
}

EXPORT int sched_setscheduler(pid_t thread, int policy, const struct sched_param *parameters) {
  return controlled() ? 0 : REAL(sched_setscheduler)(thread, policy, parameters);
}

EXPORT int sched_getcpu(void) { return controlled() ? 0 : REAL(sched_getcpu)(); }

EXPORT int get_nprocs(void) { return PROCESSORS; }

EXPORT long sysconf(int name) {
  if (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF) return PROCESSORS;
  return REAL(sysconf)(name);
}

EXPORT int getcpu(unsigned *processor, unsigned *node) {
  if (!controlled()) return REAL(getcpu)(processor, node);
  if (processor) *processor = 0;
  if (node) *node = 0;
  return 0;
}

// How busy the machine is, nobody can tell.
EXPORT int getloadavg(double averages[], int count) { return controlled() ? -1 : REAL(getloadavg)(averages, count); }

EXPORT int sysinfo(struct sysinfo *info) {
  int error = REAL(sysinfo)(info);
  if (!controlled() || error) return error;
  *info = (struct sysinfo){.totalram = info->totalram, .totalswap = info->totalswap, .mem_unit = info->mem_unit};
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  info->uptime = now.tv_sec;
  return 0;
}
