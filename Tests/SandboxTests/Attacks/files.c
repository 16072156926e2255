// Files: too large, too many, and descriptors of them. Each exits with 0 if it got all that it wanted.
#include <sys/stat.h>

#include "attack.h"

static const char *folder(void) { return getenv("TMPDIR"); }

static int make(int number) {
  char path[4096];
  snprintf(path, sizeof path, "%s/attack-%d", folder(), number);
  return open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
}

/// 64 MiB over many files, each below the limit of one.
ATTACK(disk_fill) {
  static char piece[1 << 20];
  for (int file = 0; file < 16; file++) {
    int made = make(file);
    for (int count = 0; count < 4; count++)
      if (write(made, piece, sizeof piece) != sizeof piece) exit(1);
    close(made);
  }
}

ATTACK(many_files) {
  for (int file = 0; file < 5000; file++) {
    int made = make(file);
    if (made < 0) exit(1);
    close(made);
  }
}

ATTACK(large_file) {
  static char piece[1 << 20];
  int made = make(0);
  for (int count = 0; count < 1024; count++)
    if (write(made, piece, sizeof piece) < 0) exit(1);
}

ATTACK(sparse_file) {
  signal(SIGXFSZ, SIG_IGN);
  if (ftruncate(make(0), 1L << 40) < 0) exit(1);
}

ATTACK(descriptors) {
  for (int count = 0; count < 100000; count++)
    if (dup(0) < 0) exit(1);
}
