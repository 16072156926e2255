// Sends a function's calls elsewhere, those too that its own library makes without asking the loader.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "order.h"

// A jump to an address that lies behind it, which leaves alone all registers that hold arguments.
#if defined(__x86_64__)
static const unsigned char jump[] = {0xFF, 0x25, 0, 0, 0, 0};  // jmp *0(%rip)
#elif defined(__aarch64__)
static const unsigned char jump[] = {0x50, 0, 0, 0x58, 0, 0x02, 0x1F, 0xD6};  // ldr x16, #8; br x16
#endif

bool redirect(void *function, const void *to) {
  unsigned char code[sizeof jump + sizeof to];
  Dl_info info;
  const Elf64_Sym *symbol;
  // What follows a function that is too short is another's.
  if (!dladdr1(function, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol || symbol->st_size < sizeof code) {
    errno = ENOSYS;
    return false;
  }
  memcpy(code, jump, sizeof jump);
  memcpy(code + sizeof jump, &to, sizeof to);
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)function & ~(page - 1);
  size_t size = (uintptr_t)function + sizeof code - first;
  if (mprotect((void *)first, size, PROT_READ | PROT_WRITE) != 0) return false;
  memcpy(function, code, sizeof code);
  if (mprotect((void *)first, size, PROT_READ | PROT_EXEC) != 0) return false;
  __builtin___clear_cache((char *)function, (char *)function + sizeof code);
  return true;
}
