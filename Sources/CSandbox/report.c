// The report: shared memory while the launcher's processes run, one line of JSON at the end.
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct report {
  enum { EMPTY, FAILED, ENDED } state;
  struct ending ending;
  int error;
  char call[64];
  char path[4096];
  char remedy[512];
};

static struct report *report;
static int output = STDERR_FILENO;
static bool is_child;

void report_open(void) {
  report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (report == MAP_FAILED) abort();
  output = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
}

void report_to(int descriptor) {
  if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0)
    fail("fcntl", "control descriptor", "open the descriptor that --control-fd names");
  close(output);
  output = descriptor;
}

void report_as_child(void) { is_child = true; }

void fail(const char *call, const char *path, const char *remedy) {
  report->error = errno;
  snprintf(report->call, sizeof report->call, "%s", call);
  snprintf(report->path, sizeof report->path, "%s", path);
  snprintf(report->remedy, sizeof report->remedy, "%s", remedy);
  report->state = FAILED;
  if (!is_child) report_print();
  _exit(125);
}

void report_ending(const struct ending *ending) {
  if (report->state == FAILED) return;
  report->ending = *ending;
  report->state = ENDED;
}

bool report_is_empty(void) { return report->state == EMPTY; }

/// Paths may hold any byte: what JSON cannot carry as it is becomes an escape, a byte as U+00XX.
static void print_string(FILE *line, const char *text) {
  fputc('"', line);
  for (const unsigned char *byte = (const unsigned char *)text; *byte; byte++) {
    if (*byte < 0x20 || *byte > 0x7e || *byte == '"' || *byte == '\\')
      fprintf(line, "\\u%04x", *byte);
    else
      fputc(*byte, line);
  }
  fputc('"', line);
}

void report_print(void) {
  static const char *const causes[] = {"none",      "wall", "cpu",   "memory", "processes", "threads",
                                       "file-size", "disk", "files", "caller", "tampered"};
  char *text;
  size_t size;
  FILE *line = open_memstream(&text, &size);
  if (line == NULL) abort();
  if (report->state == FAILED) {
    fputs("{\"failed\":", line);
    print_string(line, report->call);
    fputs(",\"path\":", line);
    print_string(line, report->path);
    fprintf(line, ",\"errno\":%d,\"remedy\":", report->error);
    print_string(line, report->remedy);
    fputs("}\n", line);
  } else {
    const struct ending *ending = &report->ending;
    if (WIFSIGNALED(ending->status)) {
      int number = WTERMSIG(ending->status);
      const char *name = sigabbrev_np(number);
      fprintf(
          line, "{\"signal\":%d,\"signalName\":\"%s%s\"", number, name ? "SIG" : "a real-time signal",
          name ? name : "");
    } else {
      fprintf(line, "{\"exit\":%d", WEXITSTATUS(ending->status));
    }
    fprintf(
        line,
        ",\"cause\":\"%s\",\"wallMicroseconds\":%llu,\"cpuMicroseconds\":%llu,"
        "\"peakMemoryBytes\":%llu,\"strayProcesses\":%u}\n",
        causes[ending->cause], (unsigned long long)ending->wall_us, (unsigned long long)ending->cpu_us,
        (unsigned long long)ending->peak_bytes, ending->strays);
  }
  fclose(line);
  // Whoever asked may be gone: then there is nobody to tell.
  for (size_t sent = 0; sent < size;) {
    ssize_t count = write(output, text + sent, size - sent);
    if (count < 0 && errno != EINTR) break;
    if (count > 0) sent += count;
  }
}
