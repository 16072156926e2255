// Makes and removes the folder for a command's temporary files.
#include "scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "filesystem.h"
#include "report.h"

const char *scratch_open(struct options *options) {
  static char folder[] = "/tmp/workbook-XXXXXX";
  const char *made = NULL;
  if (options->tier < TIER_FULL) {
    if (mkdtemp(folder) == NULL) fail("mkdtemp", folder, "make /tmp writable and free some space there");
    made = folder;
  }
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
