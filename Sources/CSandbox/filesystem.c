// Builds the root a command sees.
//
// Everything that comes from the host is taken as a detached mount first. Then the host's root is left for
// an empty tmpfs, and only after that are the mounts attached: no path is ever looked up in the
// host's tree on behalf of the inside, and nothing is written to the host's disk.
#include "filesystem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "namespaces.h"
#include "report.h"
#include "system.h"

static const char kernel_remedy[] = "tier `full` needs Linux 5.12 or newer";

static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};
enum { DEVICE_COUNT = sizeof devices / sizeof *devices };

static int take(const char *host, uint64_t attributes) {
  int tree = sys_open_tree(host, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (tree < 0)
    fail(
        "open_tree", host,
        errno == ENOENT || errno == ENOTDIR || errno == EACCES
            ? "check that the path exists and that you may read it and enter the folders above it"
            : kernel_remedy);
  if (sys_mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, attributes) < 0)
    fail("mount_setattr", host, kernel_remedy);
  return tree;
}

/// A detached file system of its own. `options` are pairs of key and value, ended by NULL.
static int make(const char *type, const char *const *options, unsigned attributes) {
  int context = sys_fsopen(type);
  if (context < 0) fail("fsopen", type, kernel_remedy);
  for (; *options; options += 2)
    if (sys_fsconfig(context, FSCONFIG_SET_STRING, options[0], options[1]) < 0)
      fail("fsconfig", options[0], kernel_remedy);
  if (sys_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL) < 0) fail("fsconfig", type, namespaces_remedy);
  int tree = sys_fsmount(context, attributes);
  if (tree < 0) fail("fsmount", type, namespaces_remedy);
  close(context);
  return tree;
}

static int make_tmpfs(const char *mode, uint64_t bytes) {
  char size[24], inodes[24];
  snprintf(size, sizeof size, "%llu", (unsigned long long)bytes);
  // Empty files cost kernel memory too: one for every 4 KiB of content that would fit.
  snprintf(inodes, sizeof inodes, "%llu", (unsigned long long)bytes / 4096 + 16);
  const char *const options[] = {"mode", mode, "size", size, "nr_inodes", inodes, NULL};
  return make("tmpfs", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
}

/// Makes the folders above `path`, and `path` itself as a folder or an empty file.
/// Only in our own tmpfs, which is `root`: a mount point inside another mount must exist there.
static void make_mount_point(const char *path, bool folder, dev_t root) {
  static const char remedy[] = "give the place inside as an absolute path, outside of other mounts";
  char partial[4096];
  if (path[0] != '/' || strlen(path) >= sizeof partial) {
    errno = EINVAL;
    fail("mkdir", path, remedy);
  }
  dev_t above = root;
  for (const char *end = path; *end;) {
    end = strchrnul(end + 1, '/');
    snprintf(partial, sizeof partial, "%.*s", (int)(end - path), path);
    struct stat found;
    if (stat(partial, &found) == 0) {
      above = found.st_dev;
      continue;
    }
    if (above != root) fail("stat", partial, remedy);
    int made = *end || folder ? mkdir(partial, 0755) : mknod(partial, S_IFREG | 0644, 0);
    if (made < 0) fail("mkdir", partial, remedy);
  }
}

static void attach(int tree, const char *inside, dev_t root) {
  struct stat source;
  if (fstat(tree, &source) < 0) fail("fstat", inside, kernel_remedy);
  make_mount_point(inside, S_ISDIR(source.st_mode), root);
  if (sys_move_mount(tree, inside) < 0) fail("move_mount", inside, kernel_remedy);
  close(tree);
}

static void write_file(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text)) fail("write", path, kernel_remedy);
  close(file);
}

/// What C libraries and tools look up, the same on every machine.
static void furnish(void) {
  if (mkdir("/etc", 0755) < 0) fail("mkdir", "/etc", kernel_remedy);
  write_file(
      "/etc/passwd",
      "root:x:0:0:root:/:/usr/sbin/nologin\n"
      "student:x:1000:1000:student:" SCRATCH_INSIDE ":/bin/sh\n");
  write_file("/etc/group", "root:x:0:\nstudent:x:1000:\n");
  write_file("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");
  write_file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
  static const char *const links[][2] = {
      {"/proc/self/fd", "/dev/fd"},
      {"/proc/self/fd/0", "/dev/stdin"},
      {"/proc/self/fd/1", "/dev/stdout"},
      {"/proc/self/fd/2", "/dev/stderr"}};
  for (unsigned link = 0; link < sizeof links / sizeof *links; link++)
    if (symlink(links[link][0], links[link][1]) < 0) fail("symlink", links[link][1], kernel_remedy);
}

int filesystem_enter(const struct options *options) {
  // Nothing mounted here shows outside, and nothing mounted outside from now on shows here.
  if (sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fail("mount", "/", namespaces_remedy);

  int *trees = calloc(options->mount_count, sizeof *trees);
  for (unsigned each = 0; each < options->mount_count; each++) {
    const struct mount_request *request = &options->mounts[each];
    trees[each] =
        take(request->host, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (request->writable ? 0 : MOUNT_ATTR_RDONLY));
  }
  // Read-only, so that nobody can chmod the host's devices; writing to a device works all the same.
  int device_trees[DEVICE_COUNT];
  for (unsigned each = 0; each < DEVICE_COUNT; each++)
    device_trees[each] = take(devices[each], MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY);

  // Only processes: no kernel settings (which global root could write without a capability), no load, no uptime.
  const unsigned proc_attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  const char *const only_processes[] = {"subset", "pid", NULL};
  int watched = make("proc", only_processes, proc_attributes);
  // And for the command not the supervisor, which it may not trace.
  const char *const own_processes[] = {"subset", "pid", "hidepid", "ptraceable", NULL};
  int proc = make("proc", own_processes, proc_attributes);

  int root_tree = make_tmpfs("0755", 1 << 20);
  if (sys_move_mount(root_tree, SCRATCH_INSIDE) < 0) fail("move_mount", SCRATCH_INSIDE, namespaces_remedy);
  if (chdir(SCRATCH_INSIDE) < 0) fail("chdir", SCRATCH_INSIDE, namespaces_remedy);
  if (sys_pivot_root(".", ".") < 0) fail("pivot_root", ".", namespaces_remedy);
  if (sys_umount(".", UNMOUNT_DETACH) < 0) fail("umount2", ".", namespaces_remedy);
  if (chdir("/") < 0) fail("chdir", "/", namespaces_remedy);

  struct stat root;
  if (stat("/", &root) < 0) fail("stat", "/", kernel_remedy);
  attach(proc, "/proc", root.st_dev);
  for (unsigned each = 0; each < DEVICE_COUNT; each++) attach(device_trees[each], devices[each], root.st_dev);
  attach(make_tmpfs("1777", options->scratch_bytes), "/dev/shm", root.st_dev);
  attach(make_tmpfs("1777", options->scratch_bytes), SCRATCH_INSIDE, root.st_dev);
  furnish();
  for (unsigned each = 0; each < options->mount_count; each++)
    attach(trees[each], options->mounts[each].inside, root.st_dev);
  free(trees);
  if (sys_mount_setattr(AT_FDCWD, "/", 0, MOUNT_ATTR_RDONLY) < 0) fail("mount_setattr", "/", kernel_remedy);
  // What fsmount returned can only be looked up in; this can be listed as well.
  return openat(watched, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}
