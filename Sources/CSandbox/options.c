// Reads the launcher's arguments.
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static const char usage[] = "the launcher was called wrongly: rebuild it together with the grader that calls it";

static uint64_t number(const char *name, const char *text) {
  char *end;
  errno = 0;
  uint64_t value = strtoull(text, &end, 10);
  if (errno == 0 && (end == text || *end != '\0')) errno = EINVAL;
  if (errno != 0) fail("read the option", name, usage);
  return value;
}

static enum tier tier(const char *text) {
  static const char *const names[] = {"limits", "confined", "full", "full+cgroup"};
  for (enum tier each = TIER_LIMITS; each <= TIER_FULL_CGROUP; each++)
    if (strcmp(text, names[each]) == 0) return each;
  errno = EINVAL;
  fail("read the option", "--tier", usage);
}

void options_add_environment(struct options *options, const char *setting) {
  options->environment[options->environment_count++] = strdup(setting);
}

struct options options_parse(int argc, char **argv) {
  struct options options = {.tier = TIER_FULL, .directory = "/", .core = -1, .control = -1};
  options.mounts = calloc(argc, sizeof *options.mounts);
  options.environment = calloc(argc + 3, sizeof *options.environment);
  options.command = calloc(argc + 1, sizeof *options.command);

  struct {
    const char *name;
    uint64_t *value;
  } numbers[] = {
      {"--wall-ms", &options.limits.wall_ms},           {"--cpu-ms", &options.limits.cpu_ms},
      {"--memory-bytes", &options.limits.memory_bytes}, {"--processes", &options.limits.processes},
      {"--file-bytes", &options.limits.file_bytes},     {"--open-files", &options.limits.open_files},
      {"--scratch-bytes", &options.scratch_bytes},
  };

  int at = 1;
  // The arguments hold host paths, and an init's command line can be read inside: what is kept is
  // copied, and the originals are wiped below.
  for (; at < argc && strcmp(argv[at], "--") != 0; at++) {
    const char *name = argv[at];
    if (strcmp(name, "--fixed-layout") == 0) {
      options.fixed_layout = true;
      continue;
    }
    bool writable = strcmp(name, "--writable") == 0;
    bool mount = writable || strcmp(name, "--read-only") == 0;
    if (at + (mount ? 2 : 1) >= argc) {
      errno = EINVAL;
      fail("read the option", name, usage);
    }
    const char *value = argv[++at];
    if (mount) {
      options.mounts[options.mount_count++] = (struct mount_request){strdup(value), strdup(argv[++at]), writable};
    } else if (strcmp(name, "--tier") == 0) {
      options.tier = tier(value);
    } else if (strcmp(name, "--env") == 0) {
      options_add_environment(&options, value);
    } else if (strcmp(name, "--chdir") == 0) {
      options.directory = strdup(value);
    } else if (strcmp(name, "--core") == 0) {
      options.core = (int)number(name, value);
    } else if (strcmp(name, "--control-fd") == 0) {
      options.control = (int)number(name, value);
    } else {
      unsigned known = 0, count = sizeof numbers / sizeof *numbers;
      while (known < count && strcmp(name, numbers[known].name) != 0) known++;
      if (known == count) {
        errno = EINVAL;
        fail("read the option", name, usage);
      }
      *numbers[known].value = number(name, value);
    }
  }
  for (int word = at + 1; word < argc; word++) options.command[word - at - 1] = strdup(argv[word]);
  if (options.command[0] == NULL) {
    errno = EINVAL;
    fail("read the option", "--", usage);
  }
  for (int word = 1; word < argc; word++) memset(argv[word], 0, strlen(argv[word]));
  return options;
}
