// Listeners outside. Exits with 0 if one was reached.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attack.h"

static void reach(int family, const void *address, size_t length) {
  int made = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  exit(made >= 0 && connect(made, address, (socklen_t)length) == 0 ? 0 : 1);
}

ATTACK(unix_socket) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, arguments[0], sizeof address.sun_path - 1);
  reach(AF_UNIX, &address, sizeof address);
}

ATTACK(abstract_socket) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path + 1, arguments[0], sizeof address.sun_path - 2);
  reach(AF_UNIX, &address, offsetof(struct sockaddr_un, sun_path) + 1 + strlen(arguments[0]));
}

static struct sockaddr_in loopback(const char *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  return address;
}

ATTACK(tcp_socket) {
  struct sockaddr_in address = loopback(arguments[0]);
  reach(AF_INET, &address, sizeof address);
}

/// That nobody listens is what the second datagram is told.
ATTACK(udp_socket) {
  struct sockaddr_in address = loopback(arguments[0]);
  int made = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bool connected = made >= 0 && connect(made, (struct sockaddr *)&address, sizeof address) == 0;
  exit(connected && send(made, "", 1, 0) == 1 && send(made, "", 1, 0) == 1 ? 0 : 1);
}
