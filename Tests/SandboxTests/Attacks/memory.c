// Memory of every kind, without end. Each piece is touched, so that it is really there.
#include "attack.h"

enum { PIECE = 1 << 20 };

static void fill(void) {
  for (;;) {
    char *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece != MAP_FAILED) memset(piece, 1, PIECE);
  }
}

ATTACK(memory_of_one_process) { fill(); }

static void *fill_in_thread(void *unused) {
  fill();
  return NULL;
}

/// In a process whose first thread, for which the kernel answers in `/proc`, is gone.
ATTACK(memory_beside_ended_main) {
  pthread_t other;
  pthread_create(&other, NULL, fill_in_thread, NULL);
  pthread_exit(NULL);
}

ATTACK(memory_of_eight_processes) {
  for (int other = 0; other < 7; other++)
    if (fork() == 0) fill();
  fill();
}

ATTACK(memory_shared) {
  for (;;) {
    char *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (piece != MAP_FAILED) memset(piece, 1, PIECE);
  }
}

/// 128 MiB in files without a name that no process has mapped. Exits with 0 if it got them.
ATTACK(memory_in_memfd) {
  static char piece[PIECE];
  memset(piece, 1, sizeof piece);
  int file = memfd_create("attack", MFD_CLOEXEC);
  for (int count = 0; count < 128; count++)
    if (write(file, piece, sizeof piece) != sizeof piece) exit(1);
}

/// Until the folder is full, where there is one.
ATTACK(memory_in_shared_folder) {
  static char block[1 << 16] = {1};
  int file = open("/dev/shm/file", O_CREAT | O_WRONLY, 0600);
  while (write(file, block, sizeof block) > 0) continue;
}

/// As many full pipes as there may be. Exits with 0 if it got 24 MiB of them.
ATTACK(memory_in_pipes) {
  static char piece[PIECE];
  size_t got = 0;
  for (int ends[2]; got < 24 << 20;) {
    if (pipe(ends) < 0) exit(1);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETPIPE_SZ, PIECE);
    for (ssize_t count; (count = write(ends[1], piece, sizeof piece)) > 0;) got += count;
  }
}
