// Calls with optional arguments, which Swift does not import.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

sem_t *open_semaphore(const char *name, int flags, unsigned value) {
  sem_t *semaphore = sem_open(name, flags, 0600, value);
  return semaphore == SEM_FAILED ? NULL : semaphore;
}

long futex_wait(uint32_t *word, uint32_t value) {
  return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

long futex_wake(uint32_t *word, int count) {
  return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

long futex_requeue(uint32_t *word, int wake, int move, uint32_t *target, uint32_t expected) {
  return syscall(SYS_futex, word, FUTEX_CMP_REQUEUE_PRIVATE, wake, (long)move, target, expected);
}

long futex_wake_add_one(uint32_t *word, int count, uint32_t *second, int count_if_zero) {
  return syscall(
      SYS_futex, word, FUTEX_WAKE_OP_PRIVATE, count, (long)count_if_zero, second,
      FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_EQ, 0));
}

int64_t clock_by_number(void) {
  struct timespec time;
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

long sleep_by_number(long nanoseconds) {
  struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  return syscall(SYS_nanosleep, &time, NULL);
}

long identity_by_number(void) { return syscall(SYS_getpid) * 10000 + syscall(SYS_gettid); }

long clone_by_number(void) { return syscall(SYS_clone3, NULL, 0); }

unsigned long machine_state(void) {
  struct sysinfo info;
  sysinfo(&info);
  return (unsigned long)info.uptime ^ info.loads[0] << 8 ^ info.freeram ^ info.bufferram ^ (unsigned long)info.procs << 40;
}

// The processor's own counter, past every library.
uint64_t processor_counter(void) {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  uint64_t value;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(value));
  return value;
#endif
}

int make_counter(unsigned value, int is_semaphore) { return eventfd(value, is_semaphore ? EFD_SEMAPHORE : 0); }
