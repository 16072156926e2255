// Programs that know nothing of the engine: just before `main` the process becomes a fork server, and every
// execution goes on from there.
//
// The host starts the program with the engine preloaded and INTERLEAVE_SERVE set; descriptors 3 and 4 are memory
// shared with the host and a socket to it.
#define _GNU_SOURCE
#include "program.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine.h"
#include "real.h"

typedef int main_function(int argc, char **argv, char **environment);

static main_function *real_main;
static bool waits_for_call;  // an interpreter asks for its executions itself, once it is ready for the script

// After the program's own handlers, of which none was set before. What follows is the C library's: streams are
// flushed, and the status is the program's.
static void at_exit(int status, void *unused) {
  if (controlled() && self->process->number == 0) engine_end(INTERLEAVE_PASSED, NULL);
}

static void at_quick_end(void) { at_exit(0, NULL); }

static jmp_buf in_execution;

static void go_on(void *unused) { longjmp(in_execution, 1); }

static _Noreturn void refuse(struct interleave_server *memory, const char *why) {
  strncpy(memory->refusal, why, sizeof memory->refusal - 1);
  _exit(70);
}

// Whether the hooks that the compiler puts into the program call the sanitizer's own runtime, linked into it. That one
// runs a thread of its own and expects to be the only one to replace functions.
static bool has_sanitizer(void) {
  uintptr_t start, end, hook = (uintptr_t)dlsym(RTLD_DEFAULT, "__tsan_init");
  return interleave_library_extent(&engine, &start, &end) && (hook < start || hook >= end);
}

static void complete(struct interleave_plan *plan) {
  plan->program = true;
  if (!waits_for_call) interleave_library_extent((const void *)real_main, &plan->library_base, &plan->library_end);
}

// Serves until the host is gone; returns in each execution.
static void become_server(void) {
  struct interleave_server *memory = mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, PROGRAM_MEMORY, 0);
  if (memory == MAP_FAILED) _exit(70);
  if (has_sanitizer())
    refuse(memory, "it has the thread sanitizer's runtime linked in: link libInterleave.so in its place");
  if (!executions_prepare(0)) refuse(memory, "there is no memory for what executions print");
  on_exit(at_exit, NULL);
  at_quick_exit(at_quick_end);
  if (setjmp(in_execution)) return;
  static const struct served served = {go_on, NULL, complete};
  serve(memory, PROGRAM_CHANNEL, &served);
  _exit(0);
}

static int serving_main(int argc, char **argv, char **environment) {
  become_server();
  // Not our caller's: it would end the process without us.
  exit(real_main(argc, argv, environment));
}

EXPORT void interleave_serve(void) {
  if (waits_for_call && !controlled()) become_server();
}

EXPORT void interleave_offer(void) {
  if (controlled()) offer_choice((struct step){.operation = INTERLEAVE_NOTE}, CALLER);
}

EXPORT void interleave_name(const char *name) {
  if (controlled()) thread_name(self, name);
}

EXPORT void interleave_at(const char *place) {
  if (controlled() && engine.plan->detailed) self->place = keep_text(place);
}

EXPORT void interleave_note(const char *text) {
  if (!controlled()) return;
  record(INTERLEAVE_NOTE, NULL, text, CALLER);
  interleave_at(text);
}

int __libc_start_main(
    main_function *main, int argc, char **argv, void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
    void *stack_end);

EXPORT int __libc_start_main(
    main_function *main, int argc, char **argv, void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
    void *stack_end) {
  const char *when = getenv(PROGRAM_VARIABLE);
  if (when) {
    waits_for_call = strcmp(when, PROGRAM_AT_CALL) == 0;
    unsetenv(PROGRAM_VARIABLE);
    if (!waits_for_call) {
      real_main = main;
      main = serving_main;
    }
  }
  return REAL(__libc_start_main)(main, argc, argv, init, fini, loader_fini, stack_end);
}
