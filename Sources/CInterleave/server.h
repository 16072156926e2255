// A process that forks one execution after the other and does nothing else, so that all begin with the same memory at
// the same addresses; and its host, which asks. A byte asks for the execution that their shared memory describes, a
// byte answers: 0, or an errno value.
#pragma once

#include "include/interleave.h"

struct interleave_server {
  struct interleave_plan plan;
  struct interleave_deviation deviations[INTERLEAVE_MAX_DEVIATIONS];
  struct interleave_sleeper sleepers[INTERLEAVE_MAX_SLEEPERS];
  struct interleave_result result;
  char refusal[128];  // why a program cannot be served; empty: it can, or never came to say
};

// What a server's executions run.
struct served {
  void (*body)(void *context);
  void *context;
  void (*complete)(struct interleave_plan *plan);  // adds what only the server knows; null: nothing
};

// In the server: answers the host until it closes the channel.
void serve(struct interleave_server *memory, int channel, const struct served *served);

// In the host, which has one server.
void server_connect(int channel);
