// One attack: a function that is called by its name.
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct attack {
  const char *name;
  void (*run)(char **arguments);
  struct attack *next;
};

extern struct attack *attacks;

/// Defines and enlists the attack `name_`. What it returns from has failed: the program then exits with 0.
#define ATTACK(name_)                                             \
  static void name_(char **arguments);                            \
  static struct attack attack_##name_ = {#name_, name_, NULL};    \
  __attribute__((constructor)) static void enlist_##name_(void) { \
    attack_##name_.next = attacks;                                \
    attacks = &attack_##name_;                                    \
  }                                                               \
  static void name_(char **arguments)
