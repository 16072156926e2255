// attacks NAME [ARGUMENT]...: attempts one attack.
#include "attack.h"

struct attack *attacks;

int main(int argc, char **argv) {
  for (struct attack *each = attacks; argc > 1 && each; each = each->next)
    if (strcmp(each->name, argv[1]) == 0) {
      each->run(argv + 2);
      return 0;
    }
  return 64;
}
