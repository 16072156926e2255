// Makes and removes the folder for a command's temporary files.
#include "scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "filesystem.h"
#include "report.h"

#define PREFIX "workbook-scratch-"

static bool lock(int folder) { return folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0; }

/// A new folder, locked until this process ends: one that is not locked is nobody's.
static const char *make(void) {
  static char folder[64];
  for (;;) {
    strcpy(folder, "/tmp/" PREFIX "XXXXXX");
    if (mkdtemp(folder) == NULL) fail("mkdtemp", folder, "make /tmp writable and free some space there");
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock(opened) && access(folder, F_OK) == 0) return folder;
    // Somebody swept it in the moment between.
    if (opened >= 0) close(opened);
  }
}

const char *scratch_open(struct options *options) {
  const char *made = options->tier < TIER_FULL ? make() : NULL;
  char setting[64];
  const char *const names[] = {"HOME", "TMPDIR"};
  for (unsigned each = 0; each < 2; each++) {
    snprintf(setting, sizeof setting, "%s=%s", names[each], made ? made : SCRATCH_INSIDE);
    options_add_environment(options, setting);
  }
  return made;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position) {
  return remove(path);
}

void scratch_close(const char *folder) {
  if (folder) nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void scratch_sweep(void) {
  DIR *parent = opendir("/tmp");
  for (struct dirent *entry; parent && (entry = readdir(parent));) {
    if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0) continue;
    char path[300];
    snprintf(path, sizeof path, "/tmp/%s", entry->d_name);
    struct stat found;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (lock(folder) && fstat(folder, &found) == 0 && found.st_uid == geteuid()) scratch_close(path);
    if (folder >= 0) close(folder);
  }
  if (parent) closedir(parent);
}
