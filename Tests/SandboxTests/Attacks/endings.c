// Ways to crash: each has its signal's name.
#include "attack.h"

static int deeper(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return depth < 0 ? 0 : deeper(depth + 1) + frame[0];
}

ATTACK(stack_overflow) { deeper(0); }

ATTACK(abort_) { abort(); }

ATTACK(null_dereference) { *(volatile int *)8 = 1; }
