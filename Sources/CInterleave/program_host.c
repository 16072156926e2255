// The host's side of a program's fork server: starts it.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine.h"
#include "program.h"

// The program gets the host's environment and what it says goes to the host's standard error; its input is empty.
static int start(char *const arguments[], bool at_call, int memory, int theirs) {
  if (setenv(PROGRAM_VARIABLE, at_call ? PROGRAM_AT_CALL : PROGRAM_AT_MAIN, 1) != 0) return errno;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, 2, 1);
  posix_spawn_file_actions_adddup2(&actions, memory, PROGRAM_MEMORY);
  posix_spawn_file_actions_adddup2(&actions, theirs, PROGRAM_CHANNEL);
  pid_t process;
  int error = posix_spawn(&process, arguments[0], &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  unsetenv(PROGRAM_VARIABLE);
  return error;
}

// A descriptor above those that the program finds its own under, so that none is overwritten before it is copied.
static int move_up(int descriptor) {
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, PROGRAM_CHANNEL + 1);
  close(descriptor);
  return moved;
}

EXPORT struct interleave_server *interleave_program_start(char *const arguments[], bool at_call) {
  int descriptor = move_up(memfd_create("program", MFD_CLOEXEC)), ends[2];
  if (descriptor < 0 || ftruncate(descriptor, sizeof(struct interleave_server)) != 0) return NULL;
  struct interleave_server *memory = mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return NULL;
  server_connect(move_up(ends[0]));
  int theirs = move_up(ends[1]), error = start(arguments, at_call, descriptor, theirs);
  close(theirs);
  close(descriptor);
  errno = error;
  return error ? NULL : memory;
}
