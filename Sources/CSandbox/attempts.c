// Attempts to get out: how a tier is probed. A tier is what it forbids, not what it sets up.
#include "attempts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static bool succeeded;

static void judge(const char *attempt, bool success) {
  if (success) puts(attempt);
  succeeded |= success;
}

static bool writes(const char *path) {
  int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
  if (file < 0) return false;
  close(file);
  unlink(path);
  return true;
}

/// Documentation addresses (RFC 5737): no packet needs to leave for the route to be looked up.
static bool reaches_network(void) {
  int socket_ = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
  inet_pton(AF_INET, "192.0.2.1", &address.sin_addr);
  return socket_ >= 0 && connect(socket_, (struct sockaddr *)&address, sizeof address) == 0;
}

int attempts_main(int count, char **arguments) {
  if (count != 2) return 2;
  struct stat found;
  pid_t outside = atoi(arguments[1]);
  judge("see a path that was not listed", stat(arguments[0], &found) == 0);
  // Inside there is a 1 and a 2 as well.
  judge("signal a process outside", outside > 2 && (kill(outside, 0) == 0 || errno != ESRCH));
  judge("write at the top of the file system", writes("/workbook-attempt"));
  judge("reach the network", reaches_network());
  judge("be root", getuid() == 0 || geteuid() == 0);
  judge("enter namespaces of its own", unshare(CLONE_NEWUSER) == 0);
  return succeeded;
}
