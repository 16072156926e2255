// System calls newer than the C library the launcher may be built with.
//
// <sys/mount.h> and <linux/mount.h> cannot both be included with every C library, so mount and umount2
// are here too.
#pragma once

#include <fcntl.h>
#include <linux/mount.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#define UNMOUNT_DETACH 2

static inline int sys_mount(
    const char *what, const char *where, const char *type, unsigned long flags, const void *data) {
  return (int)syscall(SYS_mount, what, where, type, flags, data);
}

static inline int sys_umount(const char *where, int flags) { return (int)syscall(SYS_umount2, where, flags); }

static inline int sys_pivot_root(const char *root, const char *old) { return (int)syscall(SYS_pivot_root, root, old); }

static inline int sys_open_tree(const char *path, unsigned flags) {
  return (int)syscall(SYS_open_tree, AT_FDCWD, path, flags);
}

static inline int sys_move_mount(int tree, const char *path) {
  return (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

static inline int sys_mount_setattr(int tree, const char *path, unsigned flags, uint64_t set) {
  struct mount_attr attributes = {.attr_set = set};
  return (int)syscall(SYS_mount_setattr, tree, path, flags, &attributes, sizeof attributes);
}

static inline int sys_fsopen(const char *type) { return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC); }

static inline int sys_fsconfig(int context, unsigned command, const char *key, const char *value) {
  return (int)syscall(SYS_fsconfig, context, command, key, value, 0);
}

static inline int sys_fsmount(int context, unsigned attributes) {
  return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
}

/// What a Landlock ruleset handles, as of Linux 6.12: the rest of the structure.
struct landlock_handled {
  uint64_t files, network, scopes;
};

static inline int sys_landlock_add_path(int rules, int type, int place, uint64_t access) {
  const struct __attribute__((packed)) {
    uint64_t access;
    int32_t place;
  } rule = {access, place};
  return (int)syscall(SYS_landlock_add_rule, rules, type, &rule, 0);
}

static inline int sys_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

static inline int sys_close_range(unsigned first, unsigned last) {
  return (int)syscall(SYS_close_range, first, last, 0);
}

/// A fork into new namespaces: the C library offers no wrapper that keeps the caller's stack.
static inline pid_t sys_fork_into(unsigned long namespaces) {
  return (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, 0, 0, 0, 0);
}
