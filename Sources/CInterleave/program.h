// What a program that serves and its host agree on.
#pragma once

#include "server.h"

// Set in the program's environment; its value says when executions begin.
#define PROGRAM_VARIABLE "INTERLEAVE_SERVE"
#define PROGRAM_AT_MAIN "main"
#define PROGRAM_AT_CALL "call"

enum { PROGRAM_MEMORY = 3, PROGRAM_CHANNEL = 4 };  // descriptors
