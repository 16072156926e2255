#define _GNU_SOURCE
#include "server.h"

#include <string.h>
#include <sys/socket.h>

#include "engine.h"

// ---- The server's side -----------------------------------------------------------------------

void serve(struct interleave_server *memory, int channel, const struct served *served) {
  static struct interleave_plan plan;  // the executions' own: what they share they could write to
  for (char byte; recv(channel, &byte, 1, 0) == 1;) {
    plan = memory->plan;
    plan.deviations = memory->deviations;
    if (plan.deviation_count > INTERLEAVE_MAX_DEVIATIONS) plan.deviation_count = INTERLEAVE_MAX_DEVIATIONS;
    plan.sleepers = memory->sleepers;
    if (plan.sleeper_count > INTERLEAVE_MAX_SLEEPERS) plan.sleeper_count = INTERLEAVE_MAX_SLEEPERS;
    if (served->complete) served->complete(&plan);
    byte = (char)execute(&plan, served->body, served->context, &memory->result);
    if (send(channel, &byte, 1, MSG_NOSIGNAL) != 1) break;
  }
}

// ---- The host's side -------------------------------------------------------------------------

static int host_channel = -1;

void server_connect(int channel) { host_channel = channel; }

EXPORT int interleave_server_execute(struct interleave_server *server, const struct interleave_plan *plan) {
  if (plan->deviation_count > INTERLEAVE_MAX_DEVIATIONS || plan->sleeper_count > INTERLEAVE_MAX_SLEEPERS) return E2BIG;
  server->plan = *plan;
  if (plan->deviation_count)
    memcpy(server->deviations, plan->deviations, plan->deviation_count * sizeof *plan->deviations);
  if (plan->sleeper_count) memcpy(server->sleepers, plan->sleepers, plan->sleeper_count * sizeof *plan->sleepers);
  unsigned char byte = 0;
  if (send(host_channel, &byte, 1, MSG_NOSIGNAL) != 1 || recv(host_channel, &byte, 1, 0) != 1) return EPIPE;
  server->result.text[INTERLEAVE_TEXT_BYTES - 1] = 0;  // the execution could have written anything
  return byte;
}

EXPORT const char *interleave_server_refusal(const struct interleave_server *server) { return server->refusal; }

EXPORT struct interleave_result *interleave_server_result(struct interleave_server *server) { return &server->result; }
