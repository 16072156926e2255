// The namespaces of tier `full`, apart from the files in them.
#pragma once

/// The ids every command has, whoever grades: never 0, the same for root and for an ordinary user.
enum { INSIDE_ID = 1000 };

/// The flags for the fork that enters new namespaces.
extern const unsigned long namespaces_all;

extern const char namespaces_remedy[];

/// Maps the caller's own ids to INSIDE_ID. `uid` and `gid` are those of the caller, outside.
void namespaces_map_ids(unsigned uid, unsigned gid);

/// No namespaces within this one, and no keys of the caller's session. Needs the host's `/proc`.
void namespaces_forbid_more(void);

/// Brings the loopback interface up: Foundation's `Process` needs it. There is no other.
void namespaces_raise_loopback(void);

/// A host name that says nothing of the machine.
void namespaces_name_host(void);
