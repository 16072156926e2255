#include "../CInterleave/include/interleave.h"
