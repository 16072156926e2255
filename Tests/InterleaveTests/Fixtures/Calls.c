// Calls with optional arguments, which Swift does not import.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
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
