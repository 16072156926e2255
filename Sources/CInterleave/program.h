// What a program's fork server and its host agree on.
#pragma once

#include "include/interleave.h"

// Set in the program's environment; its value says when executions begin.
#define PROGRAM_VARIABLE "INTERLEAVE_SERVE"
#define PROGRAM_AT_MAIN "main"
#define PROGRAM_AT_CALL "call"

enum { PROGRAM_MEMORY = 3, PROGRAM_CHANNEL = 4 };  // descriptors

struct interleave_program {
  struct interleave_plan plan;
  struct interleave_deviation deviations[INTERLEAVE_MAX_DEVIATIONS];
  struct interleave_sleeper sleepers[INTERLEAVE_MAX_SLEEPERS];
  struct interleave_result result;
};
