// The limit that the code met first. Its call only fails, and what follows from that looks like any mistake.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

ssize_t note_limit(const char *call, ssize_t answer) {
  if (answer >= 0 || (errno != EMFILE && errno != ENOSPC) || !controlled() || engine.result->met.call) return answer;
  int error = errno;
  engine.result->met.call = keep_text(call);
  engine.result->met.limit = error == EMFILE ? INTERLEAVE_OPEN_FILES : INTERLEAVE_DISK;
  struct rlimit limit;
  if (error == EMFILE && getrlimit(RLIMIT_NOFILE, &limit) == 0) engine.result->met.bound = limit.rlim_cur;
  errno = error;
  return answer;
}

// ---- Functions that are replaced for this alone ------------------------------------------------

EXPORT int pipe(int ends[2]) { return (int)note_limit("pipe", REAL(pipe)(ends)); }

EXPORT int pipe2(int ends[2], int flags) { return (int)note_limit("pipe2", REAL(pipe2)(ends, flags)); }
