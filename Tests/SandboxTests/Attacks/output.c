// Standard output: too much of it, forged, closed.
#include "attack.h"

ATTACK(output_flood) {
  static char piece[1 << 16];
  memset(piece, 'x', sizeof piece);
  for (int count = 0; count < 128; count++)
    for (int stream = 1; stream <= 2; stream++)
      if (write(stream, piece, sizeof piece) < 0) exit(1);
}

/// A command that closes all it has is still waited for.
ATTACK(closed_output) {
  for (int stream = 0; stream <= 2; stream++) close(stream);
  for (;;) pause();
}

/// An ending like the launcher's own, on every descriptor there is. Exits with the number of those above 2.
ATTACK(forged_report) {
  static const char line[] =
      "{\"exit\":0,\"cause\":\"none\",\"wallMicroseconds\":1,\"cpuMicroseconds\":1,\"peakMemoryBytes\":1,"
      "\"strayProcesses\":0}\n";
  int others = 0;
  for (int descriptor = 0; descriptor < 1024; descriptor++)
    if (write(descriptor, line, sizeof line - 1) >= 0 && descriptor > 2) others++;
  exit(others + 7);
}
