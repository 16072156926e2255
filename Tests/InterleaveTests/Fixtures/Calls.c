// Calls with optional arguments, which Swift does not import.
#define _GNU_SOURCE
#include <fcntl.h>
#include <link.h>
#include <linux/futex.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
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
  return (unsigned long)info.uptime ^ info.loads[0] << 8 ^ info.freeram ^ info.bufferram ^
         (unsigned long)info.procs << 40;
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

// A system call that no library makes.
long identity_by_instruction(void) {
#if defined(__x86_64__)
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_getpid) : "rcx", "r11", "memory");
  return result;
#else
  register long number __asm__("x8") = SYS_getpid;
  register long result __asm__("x0");
  __asm__ volatile("svc 0" : "=r"(result) : "r"(number) : "memory");
  return result;
#endif
}

// A clock read through the code that the kernel maps into every process, past the C library.
int64_t clock_of_the_kernel(void) {
  const char *image = (const char *)getauxval(AT_SYSINFO_EHDR);
  const ElfW(Phdr) *headers = (const void *)(image + ((const ElfW(Ehdr) *)image)->e_phoff);
  const ElfW(Sym) *symbols = NULL;
  const char *names = NULL;
  for (int i = 0; i < ((const ElfW(Ehdr) *)image)->e_phnum; i++) {
    if (headers[i].p_type != PT_DYNAMIC) continue;
    for (const ElfW(Dyn) *entry = (const void *)(image + headers[i].p_offset); entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_SYMTAB) symbols = (const void *)(image + entry->d_un.d_ptr);
      if (entry->d_tag == DT_STRTAB) names = image + entry->d_un.d_ptr;
    }
  }
  // The table of names follows that of symbols.
  for (const ElfW(Sym) *symbol = symbols; (const char *)symbol < names; symbol++) {
    if (!strstr(names + symbol->st_name, "kernel_clock_gettime") &&
        !strstr(names + symbol->st_name, "vdso_clock_gettime"))
      continue;
    struct timespec time;
    ((int (*)(clockid_t, struct timespec *))(image + symbol->st_value))(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
  }
  return -1;
}

int make_counter(unsigned value, int is_semaphore) { return eventfd(value, is_semaphore ? EFD_SEMAPHORE : 0); }
